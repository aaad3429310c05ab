import type { IncomingHttpHeaders } from 'node:http';

/** What may use the local AWS besides programs and pages of this machine. */
export interface SourceRules {
  /** Host names besides loopback's. */
  allowedHosts: readonly string[];
  allowedOrigins: readonly string[];
}

const loopback = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Says why a request may not pass: a page of another site could send it, by its own name or by ours. Null when it may. */
export function refuseSource({ host, origin }: IncomingHttpHeaders, rules: SourceRules): string | null {
  const name = nameOf(`http://${host ?? ''}`);
  if (name === null || !(loopback.test(name) || rules.allowedHosts.includes(name))) {
    return 'This host name is not allowed. Name it in LUNORA_ALLOWED_HOSTS.';
  }
  if (origin === undefined || rules.allowedOrigins.includes(origin)) return null;
  return loopback.test(nameOf(origin) ?? '')
    ? null
    : 'This origin is not allowed. Name it in LUNORA_ALLOWED_ORIGINS.';
}

function nameOf(origin: string): string | null {
  if (!URL.canParse(origin)) return null;
  const { hostname, pathname, username, search, hash } = new URL(origin);
  return pathname === '/' && `${username}${search}${hash}` === '' ? hostname : null;
}
