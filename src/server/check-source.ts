import type { IncomingHttpHeaders } from 'node:http';
import { allowsOrigin } from './allow-origin.ts';

/** Which pages and addresses may be used to reach this server. */
export interface SourceRules {
  allowedOrigins: readonly string[];
  /** Host names that requests may name, besides loopback's; null where any may (behind a load balancer). */
  allowedHosts: readonly string[] | null;
}

export interface SourceRefusal {
  status: 400 | 403;
  message: string;
}

const loopback = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * Judges where a request comes from, before anything else reads it. With `allowedHosts`, a page of another site cannot
 * reach a local server, by its own name (DNS rebinding) or by ours. Null when it may pass.
 */
export function refuseSource(
  { host, origin }: IncomingHttpHeaders,
  rules: SourceRules,
): SourceRefusal | null {
  const name = hostNameOf(host);
  if (name === null) return { status: 400, message: 'The Host header is malformed.' };
  if (rules.allowedHosts === null) return null;
  if (!loopback.test(name) && !rules.allowedHosts.includes(name)) {
    return { status: 403, message: 'This host name is not allowed. Name it in LUNORA_ALLOWED_HOSTS.' };
  }
  if (allowsOrigin(origin, host, rules.allowedOrigins)) return null;
  return { status: 403, message: 'This origin is not allowed. Name it in LUNORA_ALLOWED_ORIGINS.' };
}

/** The lower-case name in a Host header (RFC 9110, 7.2), without the port; null where it is missing or malformed. */
function hostNameOf(host: string | undefined): string | null {
  if (!host || /[/?#@\\\s]/.test(host) || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname;
}
