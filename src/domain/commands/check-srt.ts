import type { SrtSettings } from '../records.ts';
import { refuse } from './refuse.ts';

type Maybe<T> = T | null | undefined;

/** Left out: as it was. Null: none. */
export interface SrtWish {
  streamId?: Maybe<string>;
  latencyMs?: Maybe<number>;
  passphraseSecretArn?: Maybe<string>;
  passphraseRoleArn?: Maybe<string>;
  listenPort?: Maybe<number>;
  cidrAllowList?: Maybe<string[]>;
}

const none: SrtSettings = {
  streamId: null,
  latencyMs: null,
  passphraseSecretArn: null,
  passphraseRoleArn: null,
  listenPort: null,
  cidrAllowList: null,
};

const secretArn = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w+=,.@/-]{1,512}$/;
const roleArn = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;

/**
 * The settings of an SRT caller, over those it had. Null when none are left.
 * @throws Refusal INVALID_URL, there being no closer code, with the path of the setting.
 */
export function checkSrt(wish: SrtWish, before: SrtSettings | null = null): SrtSettings | null {
  const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
  const srt: SrtSettings = { ...none, ...before, ...given };
  const wrong = (field: keyof SrtSettings, message: string) => refuse('INVALID_URL', message, 'srt', field);

  const { streamId, latencyMs, passphraseSecretArn, passphraseRoleArn } = srt;
  if (streamId !== null && (streamId.length < 1 || streamId.length > 512 || /\p{C}/u.test(streamId))) {
    throw wrong('streamId', 'An SRT stream id has 1 to 512 characters, none of them control characters.');
  }
  if (latencyMs !== null && (latencyMs < 20 || latencyMs > 8_000)) {
    throw wrong('latencyMs', 'SRT latency is 20 to 8000 milliseconds.');
  }
  if (passphraseSecretArn !== null && !secretArn.test(passphraseSecretArn)) {
    throw wrong(
      'passphraseSecretArn',
      'A passphrase is named by the ARN of its Secrets Manager secret, never given in clear.',
    );
  }
  if (passphraseRoleArn !== null && !roleArn.test(passphraseRoleArn)) {
    throw wrong('passphraseRoleArn', 'This is not the ARN of an IAM role.');
  }
  if ((passphraseSecretArn === null) !== (passphraseRoleArn === null)) {
    throw wrong(
      passphraseSecretArn === null ? 'passphraseSecretArn' : 'passphraseRoleArn',
      'The secret and the role that may read it go together.',
    );
  }
  if (srt.listenPort !== null) throw wrong('listenPort', 'An SRT caller has no port to listen on.');
  if (srt.cidrAllowList !== null)
    throw wrong('cidrAllowList', 'An SRT caller has no list of who may call it.');
  return Object.values(srt).every((value) => value === null) ? null : srt;
}
