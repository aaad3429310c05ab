import type { Operation, Service } from './service.ts';

export type Found =
  | { service: Service; operation: Operation; params: Record<string, string> }
  | { service: Service; notEmulated: string }
  | null;

interface Route {
  method: string;
  segments: string[];
  service: Service;
  operation: Operation | null;
  name: string;
}

/** Finds the operation behind a method and path, or behind a target. Fixed segments win over labels. */
export function createOperationFinder(
  services: readonly Service[],
): (method: string, path: string, target?: string) => Found {
  const routed = services.filter(({ target }) => target === undefined);
  const routes = routed.flatMap((service) => [
    ...service.operations.map((operation) => toRoute(service, operation, operation)),
    ...service.notEmulated.map((operation) => toRoute(service, operation, null)),
  ]);
  routes.sort((a, b) => labels(a) - labels(b));
  const byForm = new Map<string, Route[]>();
  for (const route of routes) {
    const form = `${route.method} ${route.segments.length}`;
    byForm.set(form, [...(byForm.get(form) ?? []), route]);
  }
  return (method, path, target = '') => {
    const [prefix, called = ''] = target.split('.');
    const named = services.find((service) => service.target !== undefined && service.target === prefix);
    if (named) {
      const operation = named.operations.find(({ name }) => name === called);
      return operation ? { service: named, operation, params: {} } : { service: named, notEmulated: called };
    }
    const segments = path.split('/');
    for (const route of byForm.get(`${method} ${segments.length}`) ?? []) {
      const params = match(route.segments, segments);
      if (!params) continue;
      const { service, operation, name } = route;
      return operation ? { service, operation, params } : { service, notEmulated: name };
    }
    return null;
  };
}

function toRoute(
  service: Service,
  { name, method, path }: Service['notEmulated'][number],
  operation: Operation | null,
): Route {
  return { method, segments: path.split('?')[0]?.split('/') ?? [], service, operation, name };
}

const isLabel = (segment: string) => segment.startsWith('{');
const labels = ({ segments }: Route) => segments.filter(isLabel).length;

function match(template: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (template.some((segment, i) => !isLabel(segment) && segment !== segments[i])) return null;
  const params: Record<string, string> = {};
  for (const [i, segment] of template.entries()) {
    const value = segments[i] ?? '';
    if (!isLabel(segment)) continue;
    if (value === '') return null;
    params[segment.slice(1, -1)] = decode(value);
  }
  return params;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
