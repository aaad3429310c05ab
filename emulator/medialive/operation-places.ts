import type { Operation } from '../service.ts';
import { routes } from './wire-schema.ts';

type Place = Pick<Operation, 'name' | 'method' | 'path'>;

/** Where an operation is on the wire, from the SDK's schemas. */
export function placeOf(name: string): Place {
  const route = routes.find((candidate) => candidate.name === name);
  if (!route) throw new Error(`The SDK knows no operation ${name} of MediaLive`);
  const { method, path } = route;
  return { name, method, path };
}
