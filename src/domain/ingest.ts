import type { Destination } from './records.ts';

/**
 * Where a destination sends, and with which stream key, in one word: two that say the same meet at the platform. Where the
 * URL is a person's own, or may be the second ingest that goes with the same key, it is part of it. Null without a key.
 */
export function ingestOf({ streamKey, platform, url }: Destination): string | null {
  if (!streamKey) return null;
  const place = platform === 'CUSTOM' || platform === 'YOUTUBE' ? url : '';
  return `${streamKey.fingerprint} ${platform} ${place}`;
}
