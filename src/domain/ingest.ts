import { addressOf } from './address-of.ts';
import { knownIngest } from './known-ingests.ts';
import type { Destination } from './records.ts';
import { urlParts } from './url-parts.ts';

/**
 * Where a destination sends, and with which stream key, in one word: two that say the same meet at the platform,
 * however their URLs and keys are spelled. Null without a key.
 */
export function ingestOf({ streamKey, platform, url }: Destination): string | null {
  if (!streamKey) return null;
  return `${streamKey.canonicalFingerprint ?? streamKey.fingerprint} ${placeOf(platform, url)}`;
}

/** Platforms that take a key at one place only. Elsewhere the URL is a person's own, and part of the place. */
const onePlace: ReadonlySet<string> = new Set(['TWITCH', 'FACEBOOK', 'RESTREAM']);

function placeOf(platform: string, url: string | null): string {
  const parts = url === null ? null : urlParts(url);
  if (url === null || !parts) return platform;
  const known = knownIngest(parts.host);
  if (known?.platform === 'YOUTUBE') {
    // The second ingest takes the same key, beside the first.
    const second = parts.host.startsWith('b.') || parts.query.some(({ name }) => name === 'backup');
    return second ? 'YOUTUBE second' : 'YOUTUBE';
  }
  if (known && !known.perUser) return known.platform;
  return onePlace.has(platform) ? platform : addressOf(url);
}
