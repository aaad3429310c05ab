import { knownIngest } from '../known-ingests.ts';
import type { Protocol } from '../records.ts';
import type { Hides } from '../redaction/hides.ts';
import { isSecretName } from '../redaction/is-secret-name.ts';
import { decoded, type UrlParts, urlParts } from '../url-parts.ts';
import { isKeyTemplate, isMarkedTemplate, mendUrl } from './mend-url.ts';
import { refuse } from './refuse.ts';

const protocolOf: Readonly<Record<string, Protocol>> = {
  rtmp: 'RTMP',
  rtmps: 'RTMPS',
  srt: 'SRT_CALLER',
  rist: 'RIST',
  rtp: 'RTP',
  zixi: 'ZIXI_PUSH',
};

const maxLength = 1_000;
const hostName = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/;
const ipv6 = /^\[[0-9a-f:.]{2,45}\]$/;
/** What platforms with a known path take in the query. */
const harmless = new Set(['backup', 'bandwidthtest']);

/**
 * A URL as it is kept, and the protocol it speaks. It says where to push to and nothing more: a key goes into `streamKey`.
 * @throws Refusal INVALID_URL; KEY_IN_URL when a key is in it, or what looks like one. The message repeats neither.
 */
export function checkUrl(
  given: string,
  field: 'url' | 'backupUrl',
  hides: Hides,
): { url: string; protocol: Protocol } {
  const wrong = (message: string) => refuse('INVALID_URL', message, field);
  // What is much too long is not even mended.
  const text = given.length > 2 * maxLength ? given : mendUrl(given);
  if (text === '') throw wrong('The URL is empty.');
  if (text.length > maxLength) throw wrong(`A URL has at most ${maxLength} characters.`);
  const parts = urlParts(text);
  if (parts) checkForTemplate(parts, wrong);
  if (!/^[\x21-\x7e]+$/.test(text) || /["<>\\^`{|}]/.test(text)) {
    throw wrong('The URL holds spaces or characters that no URL has. Percent-encode them.');
  }
  if (!parts) throw wrong('This is no URL. Write e.g. rtmp://host/app or srt://host:port.');
  checkForKey(text, parts, field, hides);
  checkPlace(parts, wrong);
  const protocol = Object.hasOwn(protocolOf, parts.scheme) ? protocolOf[parts.scheme] : undefined;
  if (!protocol) throw wrong('A URL begins with rtmp://, rtmps:// or srt://.');
  if (parts.scheme === 'srt') checkSrtUrl(parts, wrong);
  if ((protocol === 'RTMP' || protocol === 'RTMPS') && parts.segments.length === 0) {
    throw wrong('An RTMP URL names an application after the host, e.g. rtmp://host/app.');
  }
  return { url: text, protocol };
}

/** One at the end of the path means that the key comes there, as it does anyway. */
function checkForTemplate({ segments, query }: UrlParts, wrong: (message: string) => Error): void {
  const inQuery = query.flatMap(({ name, value }) => [name, value]).some(isMarkedTemplate);
  if (inQuery || segments.some(isKeyTemplate)) {
    throw wrong(
      'The URL has a placeholder for the stream key inside it. Write it without, e.g. rtmp://host/app; the key is sent after it.',
    );
  }
}

function checkForKey(text: string, parts: UrlParts, field: string, hides: Hides): void {
  const found = (message: string) => refuse('KEY_IN_URL', message, field);
  const { userInfo, host, segments, query } = parts;
  if (userInfo !== null) {
    throw found('The URL has a user name or password in it. Secrets are never part of a URL here.');
  }
  if (query.some(({ name }) => isSecretName(decoded(name)))) {
    throw found('The URL has a parameter that looks like a key. Leave it out; the key goes into streamKey.');
  }
  if (hides(text) || hides(segments.join('/'))) {
    throw found('A stream key is in the URL. Leave it out; it goes into streamKey alone.');
  }
  const ingest = knownIngest(host);
  if (!ingest || segments.length === 0) return;
  const exact = ingest.path.test(segments.map(decoded).join('/'));
  if (!exact || query.some(({ name }) => !harmless.has(decoded(name).toLowerCase()))) {
    const end = ingest.app ? `ends in /${ingest.app}` : 'has one application after the host';
    throw found(`This platform's URL ${end}. What else is there looks like a key; it goes into streamKey.`);
  }
}

function checkPlace({ host, port, segments, fragment }: UrlParts, wrong: (message: string) => Error): void {
  if (fragment !== null) throw wrong('The URL has a # in it; what comes after it is never sent.');
  if (!ipv6.test(host) && (!hostName.test(host) || host.length > 253)) throw wrong('The URL names no host.');
  if (port !== null && (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)) {
    throw wrong('The port is a number from 1 to 65535.');
  }
  for (const segment of segments) {
    if (/%(?![0-9a-f]{2})/i.test(segment)) throw wrong('A % in the URL is not followed by two hex digits.');
    const clear = decoded(segment);
    if (clear === '.' || clear === '..' || /\p{Cc}/u.test(clear)) {
      throw wrong('The path of the URL holds dots or control characters that mean something else.');
    }
  }
}

function checkSrtUrl({ port, segments, query }: UrlParts, wrong: (message: string) => Error): void {
  if (port === null) throw wrong('An SRT URL names a port: srt://host:port.');
  if (segments.length > 0 || query.length > 0) {
    throw wrong('An SRT URL is srt://host:port and no more. Stream id, latency and passphrase go into srt.');
  }
}
