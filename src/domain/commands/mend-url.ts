import { knownIngest } from '../known-ingests.ts';
import { decoded, urlParts } from '../url-parts.ts';

/** Takes off the space around a text that was copied, and what takes no room. */
export function trimmed(text: string): string {
  let short = text.trim();
  while (/^[\u200b\u2060\ufeff\s]|[\u200b\u2060\ufeff\s]$/.test(short)) {
    short = short.replace(/^[\u200b\u2060\ufeff]|[\u200b\u2060\ufeff]$/g, '').trim();
  }
  return short;
}

/**
 * A URL as it was meant, where that is plain: without space around it, scheme and host in lower case, an international
 * host in its ASCII form, without a `{stream_key}` at its end, with the application of a platform that has only one.
 */
export function mendUrl(given: string): string {
  const text = trimmed(given);
  const found = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(text);
  if (!found) return text;
  const [, scheme = '', authority = '', rest = ''] = found;
  const url = `${scheme.toLowerCase()}://${mendAuthority(authority)}${withoutTemplate(rest)}`;
  return withApplication(url);
}

function mendAuthority(authority: string): string {
  const at = authority.lastIndexOf('@') + 1;
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*)(.*)$/s.exec(authority.slice(at)) ?? [];
  return authority.slice(0, at) + asciiHost(host.toLowerCase().replace(/\.$/, '')) + port;
}

/** Left as it is where it has no such form. */
function asciiHost(host: string): string {
  if (/^[\x20-\x7e]*$/.test(host) || /[\s%/?#@:\\]/.test(host)) return host;
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return host;
  }
}

/** True for what stands for a key in a template: `{stream_key}`, `<your-stream-key>`, `[STREAM KEY]`, `$STREAM_KEY`. */
export function isMarkedTemplate(text: string): boolean {
  const template =
    /^(?:\$?\{+|<+|\[+|\$|%)[\s_-]*(?:(?:your|my|the)[\s_-]*)?(?:stream[\s_-]*)?(?:key|name)[\s_-]*(?:\}+|>+|\]+|%)?$/i;
  return template.test(decoded(text));
}

/** True also for a template without brackets, where no name can stand: `STREAM_KEY`, `your-stream-key`. */
export const isKeyTemplate = (text: string): boolean =>
  isMarkedTemplate(text) || /^(?:(?:your|my|the)[\s_-]*)?stream[\s_-]*key$/i.test(decoded(text));

function withoutTemplate(rest: string): string {
  const found = /^(.*\/)([^/?#]+)\/?$/s.exec(rest);
  return found?.[1] && found[2] && isKeyTemplate(found[2]) ? found[1].replace(/(?<=.)\/$/, '') : rest;
}

function withApplication(url: string): string {
  const parts = urlParts(url);
  if (!parts || !/^rtmps?$/.test(parts.scheme) || parts.segments.length > 0 || parts.fragment !== null)
    return url;
  const app = knownIngest(parts.host)?.app;
  return app && parts.query.length === 0 ? `${url.replace(/\/+$/, '')}/${app}` : url;
}
