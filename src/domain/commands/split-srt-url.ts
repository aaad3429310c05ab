import { isSecretName } from '../redaction/is-secret-name.ts';
import { queryParts } from '../url-parts.ts';
import type { SrtWish } from './check-srt.ts';
import { mendUrl } from './mend-url.ts';
import { refuse } from './refuse.ts';

interface SplitUrl<T> {
  /**
   * The address alone.
   * @throws Refusal KEY_IN_URL for a passphrase; INVALID_URL for what means something else, saying what to write.
   */
  url(): T | string;
  srt: Pick<SrtWish, 'streamId' | 'latencyMs'>;
}

/**
 * An SRT URL as receivers give it out, `srt://host:port?streamid=…&latency=…`, in its parts: the address, and what
 * belongs into `srt`. Others stay as they are.
 */
export function splitSrtUrl<T extends string | null | undefined>(text: T): SplitUrl<T> {
  if (typeof text !== 'string' || !/^\s*srt:/i.test(text)) return { url: () => text, srt: {} };
  try {
    const { url, srt } = split(text);
    return { url: () => url, srt };
  } catch (error) {
    const fail = () => {
      throw error;
    };
    return { url: fail, srt: {} };
  }
}

function split(text: string): { url: string; srt: SplitUrl<string>['srt'] } {
  const url = mendUrl(text);
  // A stream id may begin with #, so what is after the ? is all query.
  const found = /^(srt:\/\/[^?#]*)\?(.*)$/s.exec(url);
  if (!found) return { url, srt: {} };
  const [, address = '', query = ''] = found;
  const srt: SplitUrl<string>['srt'] = {};
  for (const { name, value } of queryParts(query)) {
    const clear = decodedOnce(value);
    switch (name.toLowerCase()) {
      case 'streamid':
        srt.streamId = clear;
        break;
      case 'latency':
        srt.latencyMs = latencyMs(clear);
        break;
      case 'mode':
        if (clear !== 'caller') throw wrong('A flow output calls: mode=caller or nothing. Leave mode out.');
        break;
      case 'transtype':
        if (clear !== 'live') throw wrong('A flow output sends live: leave transtype out.');
        break;
      default:
        throw refuseParameter(name);
    }
  }
  return { url: address, srt };
}

const wrong = (message: string) => refuse('INVALID_URL', message, 'url');

function refuseParameter(name: string) {
  if (isSecretName(decodedOnce(name))) {
    return refuse(
      'KEY_IN_URL',
      'The URL has a passphrase or key in it. Put a passphrase into Secrets Manager and give srt.passphraseSecretArn.',
      'url',
    );
  }
  return wrong(
    'Of the parameters of an SRT URL only streamid, latency and mode=caller are taken: write srt://host:port and give the rest in srt.',
  );
}

/** Tools give it in milliseconds or in microseconds; no number is a sensible one of both. */
function latencyMs(text: string): number {
  const number = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= 8_000) return number;
  if (number >= 20_000) return Math.round(number / 1_000);
  throw wrong('The latency in the URL is no number of milliseconds: give srt.latencyMs, 20 to 8000.');
}

function decodedOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
