/** A URL taken apart by its text alone, so that nothing is repaired on the way. */
export interface UrlParts {
  /** Lower case, without the colon. */
  scheme: string;
  userInfo: string | null;
  /** Lower case, without a dot at its end; an IPv6 address in its brackets. */
  host: string;
  port: string | null;
  /** Those that are not empty, as written. */
  segments: string[];
  /** Names and values as written; a bare word is a name without a value. */
  query: { name: string; value: string }[];
  fragment: string | null;
}

/** Null when it has no scheme and host at all. */
export function urlParts(text: string): UrlParts | null {
  const found = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(text);
  if (!found?.[1] || found[2] === undefined) return null;
  const at = found[2].lastIndexOf('@');
  const place = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(found[2].slice(at + 1));
  return {
    scheme: found[1].toLowerCase(),
    userInfo: at < 0 ? null : found[2].slice(0, at),
    host: (place?.[1] ?? '').toLowerCase().replace(/\.$/, ''),
    port: place?.[2] ?? null,
    segments: (found[3] ?? '').split('/').filter((segment) => segment !== ''),
    query: queryParts(found[4] ?? ''),
    fragment: found[5] ?? null,
  };
}

/** The parameters of a query. */
export function queryParts(query: string): UrlParts['query'] {
  return query
    .split(/[&;]/)
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return { name, value: value.join('=') };
    });
}

/** Percent-decoded until nothing changes, at most three times over. Text that does not decode stays as it is. */
export function decoded(text: string): string {
  let clear = text;
  for (let round = 0; round < 3; round += 1) {
    try {
      const next = decodeURIComponent(clear);
      if (next === clear) break;
      clear = next;
    } catch {
      break;
    }
  }
  return clear;
}
