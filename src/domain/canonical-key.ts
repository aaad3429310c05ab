import { decoded } from './url-parts.ts';

/** A stream key as a platform looks it up: without its query, decoded, without slashes at its ends. */
export function canonicalKey(key: string): string {
  const name = decoded(key.split('?')[0] ?? '').replace(/^\/+|\/+$/g, '');
  return name === '' ? key : name;
}
