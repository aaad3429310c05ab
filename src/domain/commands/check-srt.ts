import type { SrtSettings } from '../records.ts';
import type { Hides } from '../redaction/hides.ts';
import { keepStreamId, type StreamIdSeal } from './keep-stream-id.ts';
import { refuse } from './refuse.ts';

type Maybe<T> = T | null | undefined;

/** Left out: as it was. Null: none. */
export interface SrtWish {
  /** A part that is masked stays the secret it was. */
  streamId?: Maybe<string>;
  latencyMs?: Maybe<number>;
  passphraseSecretArn?: Maybe<string>;
  passphraseRoleArn?: Maybe<string>;
  listenPort?: Maybe<number>;
  cidrAllowList?: Maybe<string[]>;
}

export interface SrtChecks {
  seal: StreamIdSeal;
  hides: Hides;
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
export function checkSrt(
  wish: SrtWish,
  { seal, hides }: SrtChecks,
  before: SrtSettings | null = null,
): SrtSettings | null {
  const { streamId, ...others } = wish;
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  const srt: SrtSettings = { ...none, ...before, ...given, ...keepStreamId(streamId, before, seal) };
  const wrong = (field: keyof SrtSettings, message: string) => refuse('INVALID_URL', message, 'srt', field);

  for (const field of ['streamId', 'passphraseSecretArn', 'passphraseRoleArn'] as const) {
    if (hides(srt[field] ?? ''))
      throw wrong(field, 'A stream key is in this setting, which everybody can read.');
  }
  const { latencyMs, passphraseSecretArn, passphraseRoleArn } = srt;
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
  return Object.values(srt).every((value) => value == null) ? null : srt;
}
