import { knownIngest } from '../known-ingests.ts';
import type { Destination } from '../records.ts';
import { urlParts } from '../url-parts.ts';
import type { Warning } from '../warning.ts';
import { warn } from './warn.ts';

const names: Readonly<Record<string, string>> = {
  YOUTUBE: 'YouTube',
  TIKTOK: 'TikTok',
  LINKEDIN: 'LinkedIn',
  KICK: 'Amazon IVS, as Kick is,',
};

/** Returns a warning for each URL whose host is known to be another platform's. A custom one claims nothing. */
export function platformWarnings({ platform, url, backupUrl }: Destination): Warning[] {
  if (platform === 'CUSTOM') return [];
  return Object.entries({ url, backupUrl }).flatMap(([field, text]) => {
    const owner = text === null ? null : knownIngest(urlParts(text)?.host ?? '')?.platform;
    if (!owner || owner === platform) return [];
    const message = `The platform is ${platform}, but the host of this URL is one of ${nameOf(owner)}.`;
    return warn('PLATFORM_MISMATCH', message, field);
  });
}

const nameOf = (platform: string): string =>
  names[platform] ?? platform.charAt(0) + platform.slice(1).toLowerCase().replaceAll('_', '.');
