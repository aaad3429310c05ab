import { isSecret } from './is-secret.ts';
import { isSecretName } from './is-secret-name.ts';

/** Stands for a part that is kept and not shown. */
export const mask = '••••';

interface Part {
  from: number;
  to: number;
  /** Finds the same part in another stream id: its name, or which of the unnamed ones it is. */
  label: string;
}

/**
 * An SRT stream id with `••••` in place of what is secret in it; what is masked already stays so. With `named`, only
 * values whose names say that they are secret.
 */
export function maskStreamId(streamId: string, which: 'all' | 'named' = 'all'): string {
  let shown = '';
  let done = 0;
  for (const { from, to, label } of secretParts(streamId)) {
    if (which === 'named' && label.startsWith('#')) continue;
    shown += streamId.slice(done, from) + mask;
    done = to;
  }
  return shown + streamId.slice(done);
}

/** The parts that `maskStreamId` hides. */
export const secretsInStreamId = (streamId: string): string[] =>
  secretParts(streamId).map(({ from, to }) => streamId.slice(from, to));

/** A stream id whose masked parts are those of `kept`. Those that `kept` does not have stay masked. */
export function unmaskStreamId(streamId: string, kept: string): string {
  const keptParts = new Map(secretParts(kept).map(({ from, to, label }) => [label, kept.slice(from, to)]));
  let full = '';
  let done = 0;
  for (const { from, to, label } of secretParts(streamId)) {
    if (streamId.slice(from, to) !== mask) continue;
    full += streamId.slice(done, from) + (keptParts.get(label) ?? mask);
    done = to;
  }
  return full + streamId.slice(done);
}

/** What the SRT Access Control Guidelines name that is no secret: resource, host, mode and type. */
const publicNames = new Set(['r', 'h', 'm', 't']);
/** User and session of the same guidelines, and what others call a user. */
const privateName = /^(u|s|user|username|login|session)$/i;

function secretParts(streamId: string): Part[] {
  const parts = streamId.startsWith('#!::') ? standardParts(streamId) : freeParts(streamId);
  let unnamed = 0;
  return parts
    .sort((a, b) => a.from - b.from)
    .map(({ from, to, label }) => {
      if (label === '') unnamed += 1;
      return { from, to, label: label || `#${unnamed}` };
    });
}

/** `#!::name=value,name=value`: every value but the public ones, and of those what is long or random. */
function standardParts(streamId: string): Part[] {
  const parts: Part[] = [];
  for (const { 0: pair, index } of streamId.matchAll(/(?<=^#!::|,)[^,]+/g)) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(equals, 0));
    const from = index + equals + 1;
    if (equals < 0 || publicNames.has(name)) parts.push(...secretWords(streamId, from, index + pair.length));
    else if (from < index + pair.length) parts.push({ from, to: index + pair.length, label: name });
  }
  return parts;
}

/** Of any other form: values of names that say so, user and password after a path, and what is long or random. */
function freeParts(streamId: string): Part[] {
  const parts = mediaMtxParts(streamId);
  for (const part of [...namedParts(streamId), ...secretWords(streamId, 0, streamId.length)]) {
    if (!parts.some(({ from, to }) => from < part.to && part.from < to)) parts.push(part);
  }
  return parts;
}

function namedParts(streamId: string): Part[] {
  const parts: Part[] = [];
  for (const { 0: found, 1: name = '', 2: sign, index } of streamId.matchAll(
    /(?<![\w-])([a-z][\w-]*)([=:])/gi,
  )) {
    if (!privateName.test(name) && !isSecretName(name)) continue;
    const from = index + found.length;
    const end = sign === '=' ? /[,;&?\s]/ : /[,;&?:\s]/;
    const length = streamId.slice(from).search(end);
    const to = length < 0 ? streamId.length : from + length;
    if (to > from && from >= (parts.at(-1)?.to ?? 0)) parts.push({ from, to, label: name.toLowerCase() });
  }
  return parts;
}

/** `publish:path:user:password`, as MediaMTX has it. */
function mediaMtxParts(streamId: string): Part[] {
  const found = /^(?:publish|read|request):[^:]*:([^:?&]+)(?::([^:?&]+))?/.exec(streamId);
  if (!found?.[1]) return [];
  const from = found[0].length - (found[2] === undefined ? 0 : found[2].length + 1) - found[1].length;
  const user = { from, to: from + found[1].length, label: 'user' };
  if (found[2] === undefined) return [user];
  return [user, { from: user.to + 1, to: found[0].length, label: 'password' }];
}

function secretWords(streamId: string, from: number, to: number): Part[] {
  return [...streamId.slice(from, to).matchAll(/[^/,;&?=|:@\s]+/g)]
    .filter(([word]) => word === mask || isSecret(word))
    .map(({ 0: word, index }) => ({ from: from + index, to: from + index + word.length, label: '' }));
}
