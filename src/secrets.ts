import { createHmac, hkdfSync } from 'node:crypto';
import type { Rebind } from './domain/bind-secrets.ts';
import { canonicalKey } from './domain/canonical-key.ts';
import type { StreamIdSeal } from './domain/commands/keep-stream-id.ts';
import type { SealedKey } from './domain/records.ts';
import { createSealingKey, formOf, type SealedPurpose, type SealingKey, UnsealError } from './sealing-key.ts';

export { type SealedPurpose, UnsealError };

/** What needs the installation's secret key. All of it runs in this process; nothing here waits. */
export interface Secrets {
  /** AES-256-GCM under a random nonce: the same text never looks the same twice. `target`: what it is bound to. */
  seal(text: string, purpose?: SealedPurpose, target?: string): string;
  /**
   * Opens what the current key, or the previous one, has sealed.
   * @throws UnsealError when another key did, for another purpose or target, or when it was changed.
   */
  unseal(sealed: string, purpose?: SealedPurpose, target?: string): string;
  rebind: Rebind;
  /** True if one of the keys has sealed this, as far as can be told without its target. */
  isOfKnownKey(sealed: string, purpose?: SealedPurpose): boolean;
  /** True if the current key sealed it, in the form that is written now. */
  isCurrent(sealed: string): boolean;
  /** A stream key as records keep it. */
  sealKey(plain: string): Pick<SealedKey, 'sealed' | 'fingerprint' | 'canonicalFingerprint'>;
  /** Seals SRT stream ids, which may have a secret part. */
  streamIds: StreamIdSeal;
  /** Twelve hex digits that recognise a secret and never yield it. The same under every secret key of an installation. */
  fingerprint(text: string): string;
  /** HMAC-SHA256, hex: for looking up what must not be kept, such as tokens. The same under every secret key. */
  hash(text: string): string;
  /** Returns the keys of `fingerprint` and `hash`, to be kept sealed: those of the key that sealed `existing`, else of the current one. */
  macKeys(existing: string | null): string;
  /** Takes over what `macKeys` returned once. */
  useMacKeys(kept: string): void;
  /** Binds what is sealed while `isBound` returns true. */
  useBinding(rules: { isBound(): boolean }): void;
  /** From now on `unseal` refuses what is not bound. */
  refuseUnbound(): void;
}

export const secretKeyBytes = 32;

/** Secrets under one key of 32 bytes, each use with a subkey of its own. `previous` opens what it sealed, and no more. */
export function createSecrets(key: Uint8Array, previous: Uint8Array | null = null): Secrets {
  for (const each of previous ? [key, previous] : [key]) {
    if (each.byteLength !== secretKeyBytes) throw new Error(`A secret key has ${secretKeyBytes} bytes.`);
  }
  const current = createSealingKey(key);
  const keys = previous ? [current, createSealingKey(previous)] : [current];
  let macs = macsOf(key);
  let isBound = () => false;
  let unboundIsRefused = false;
  const hmac = (mac: Buffer, text: string) => createHmac('sha256', mac).update(text).digest('hex');
  const fingerprint = (text: string) => hmac(macs.fingerprint, text).slice(0, 12);

  const seal: Secrets['seal'] = (text, purpose = 'streamKey', target = '') =>
    isBound() ? current.sealBound(text, purpose, target) : current.seal(text, purpose);

  const unseal: Secrets['unseal'] = (sealed, purpose = 'streamKey', target = '') => {
    if (unboundIsRefused && formOf(sealed) !== 'bound') throw new UnsealError();
    return openWithAny(keys, (each) => each.open(sealed, purpose, target));
  };

  const isCurrent = (sealed: string) =>
    current.isOwn(sealed) && formOf(sealed) === (isBound() ? 'bound' : 'unbound');

  const rebind: Rebind = (sealed, purpose, { from, to }) => {
    if (isCurrent(sealed) && (!isBound() || (from === to && opens(() => unseal(sealed, purpose, to))))) {
      return sealed;
    }
    try {
      return seal(openNew(sealed, purpose, from), purpose, to);
    } catch {
      return sealed;
    }
  };

  /** Opens what is recorded for `target`, or was sealed a moment ago and has no target yet. */
  function openNew(sealed: string, purpose: SealedPurpose, target: string): string {
    try {
      return unseal(sealed, purpose, target);
    } catch {
      return unseal(sealed, purpose, '');
    }
  }

  return {
    seal,
    unseal,
    rebind,
    isCurrent,
    isOfKnownKey: (sealed, purpose = 'streamKey') => keys.some((each) => each.isOwn(sealed, purpose)),
    fingerprint,
    hash: (text) => hmac(macs.hash, text),
    sealKey(plain) {
      const kept = { sealed: seal(plain), fingerprint: fingerprint(plain) };
      const canonicalFingerprint = fingerprint(canonicalKey(plain));
      return canonicalFingerprint === kept.fingerprint ? kept : { ...kept, canonicalFingerprint };
    },
    streamIds: {
      seal: (text) => ({ sealed: seal(text, 'srtStreamId'), fingerprint: fingerprint(text) }),
      unseal: (sealed, target = '') => openNew(sealed, 'srtStreamId', target),
      fingerprint,
    },
    macKeys(existing) {
      const isOfPrevious = existing !== null && !current.isOwn(existing);
      const { fingerprint, hash } = macsOf(previous && isOfPrevious ? previous : key);
      return JSON.stringify([fingerprint.toString('base64'), hash.toString('base64')]);
    },
    useMacKeys(kept) {
      const [ofFingerprints = '', ofHashes = ''] = JSON.parse(kept) as string[];
      macs = { fingerprint: Buffer.from(ofFingerprints, 'base64'), hash: Buffer.from(ofHashes, 'base64') };
    },
    useBinding(rules) {
      isBound = rules.isBound;
    },
    refuseUnbound() {
      unboundIsRefused = true;
    },
  };
}

const macsOf = (key: Uint8Array) => {
  const macKey = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `lunora ${use} v1`, 32));
  return { fingerprint: macKey('fingerprint'), hash: macKey('hash') };
};

const opens = (open: () => string): boolean => {
  try {
    open();
    return true;
  } catch {
    return false;
  }
};

function openWithAny(keys: readonly SealingKey[], open: (key: SealingKey) => string): string {
  for (const key of keys.slice(0, -1)) {
    try {
      return open(key);
    } catch {
      // The next one may open it.
    }
  }
  return open(keys.at(-1) as SealingKey);
}
