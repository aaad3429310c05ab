import type { SrtSettings } from '../records.ts';
import { mask, maskStreamId, secretsInStreamId, unmaskStreamId } from '../redaction/mask-stream-id.ts';
import { sealedStreamIdOf } from '../sealed-stream-id.ts';
import { isMarkedTemplate } from './mend-url.ts';
import { refuse } from './refuse.ts';

/** Seals SRT stream ids and opens them again. The same text has the same fingerprint. */
export interface StreamIdSeal {
  seal(streamId: string): { sealed: string; fingerprint: string };
  /** `target`: what it is bound to. @throws when the key of this installation does not fit. */
  unseal(sealed: string, target?: string): string;
  fingerprint(streamId: string): string;
}

type KeptStreamId = Pick<SrtSettings, 'streamId' | 'sealedStreamId'>;

const none: KeptStreamId = { streamId: null, sealedStreamId: null };

/**
 * A stream id as it is kept: sealed where a part of it is secret, and shown with that part masked. A masked part of the
 * wish is the secret that was kept. Left out: as it was, sealed if it is in clear yet.
 * @throws Refusal INVALID_URL.
 */
export function keepStreamId(
  wish: string | null | undefined,
  before: KeptStreamId | null,
  seal: StreamIdSeal,
): KeptStreamId {
  const { streamId } = before ?? none;
  const sealedStreamId = sealedStreamIdOf(before);
  const kept: KeptStreamId = { streamId, sealedStreamId };
  if (wish === undefined || wish === shownOf(kept)) return sealedOf(kept, seal);
  if (wish === null) return none;
  const full = wish.includes(mask) ? unmaskStreamId(wish, clearOf(kept, seal)) : wish;
  checkStreamId(full);
  const same = sealedStreamId?.fingerprint === seal.fingerprint(full);
  return same ? kept : sealedOf({ streamId: full }, seal);
}

/** What callers see of a kept stream id. */
export const shownOf = ({ streamId }: KeptStreamId): string | null =>
  streamId === null ? null : maskStreamId(streamId);

/** The secrets that a caller gives in a stream id. */
export const secretsOfWish = (wish: { streamId?: string | null | undefined } | null | undefined): string[] =>
  secretsInStreamId(wish?.streamId ?? '');

function sealedOf(kept: KeptStreamId, { seal }: StreamIdSeal): KeptStreamId {
  const { streamId, sealedStreamId } = kept;
  if (streamId === null || sealedStreamId) return kept;
  const shown = maskStreamId(streamId);
  return shown === streamId
    ? { streamId, sealedStreamId: null }
    : { streamId: shown, sealedStreamId: seal(streamId) };
}

function clearOf({ streamId, sealedStreamId }: KeptStreamId, { unseal }: StreamIdSeal): string {
  if (!sealedStreamId) return streamId ?? '';
  try {
    return unseal(sealedStreamId.sealed);
  } catch {
    throw wrong(
      'What is kept of this stream id was sealed with another LUNORA_SECRET_KEY. Write it in full.',
    );
  }
}

function checkStreamId(streamId: string): void {
  if (streamId.includes(mask.charAt(0))) {
    throw wrong(
      'A •••• stands for a secret that is kept, and none is kept there. Write the stream id in full.',
    );
  }
  if (streamId.length < 1 || streamId.length > 512 || /\p{C}/u.test(streamId)) {
    throw wrong('An SRT stream id has 1 to 512 characters, none of them control characters.');
  }
  if (streamId.split(/[,=:/?&]/).some(isMarkedTemplate)) {
    throw wrong('The stream id has a placeholder. Write what the receiver shows in its place.');
  }
}

const wrong = (message: string) => refuse('INVALID_URL', message, 'srt', 'streamId');
