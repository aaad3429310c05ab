import { decoded, urlParts } from './url-parts.ts';

const usualPorts: Readonly<Record<string, string>> = { rtmp: '1935', rtmps: '443' };

/**
 * Where a URL leads, in one spelling: without the scheme, a port that is its scheme's own, a slash at the end, and
 * percent signs that need not be.
 */
export function addressOf(url: string): string {
  const parts = urlParts(url.trim());
  if (!parts) return url;
  const { scheme, host, port, segments, query } = parts;
  const place = port === null || Number(port) === Number(usualPorts[scheme]) ? '' : `:${Number(port)}`;
  const parameters = query.map(({ name, value }) => `${decoded(name)}=${decoded(value)}`).sort();
  return `${canonicalHost(host)}${place}/${segments.map(decoded).join('/')}?${parameters.join('&')}`;
}

/** True for two spellings of one URL, its scheme included, and for none on both sides. */
export function isSameAddress(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return urlParts(one)?.scheme === urlParts(other)?.scheme && addressOf(one) === addressOf(other);
}

/** IPv4 and IPv6 addresses and international names have several spellings each. */
function canonicalHost(host: string): string {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return host;
  }
}
