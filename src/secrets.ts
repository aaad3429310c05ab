import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { canonicalKey } from './domain/canonical-key.ts';
import type { StreamIdSeal } from './domain/commands/keep-stream-id.ts';
import type { SealedKey } from './domain/records.ts';

/** What is sealed. Each is sealed with a key of its own, so that one never opens as another. */
export type SealedPurpose = 'streamKey' | 'srtStreamId' | 'checkWord';

/** What needs the installation's secret key. All of it runs in this process; nothing here waits. */
export interface Secrets {
  /** AES-256-GCM under a random nonce: the same text never looks the same twice. */
  seal(text: string, purpose?: SealedPurpose): string;
  /** @throws UnsealError when it was sealed with another key or for another purpose, or was changed. */
  unseal(sealed: string, purpose?: SealedPurpose): string;
  /** A stream key as records keep it. */
  sealKey(plain: string): Pick<SealedKey, 'sealed' | 'fingerprint' | 'canonicalFingerprint'>;
  /** Seals SRT stream ids, which may have a secret part. */
  streamIds: StreamIdSeal;
  /** Twelve hex digits that recognise a secret and never yield it. */
  fingerprint(text: string): string;
  /** HMAC-SHA256, hex: for looking up what must not be kept, such as tokens. */
  hash(text: string): string;
}

export class UnsealError extends Error {
  override readonly name = 'UnsealError';
  constructor() {
    super('A sealed secret cannot be opened with this LUNORA_SECRET_KEY.');
  }
}

export const secretKeyBytes = 32;
const version = 'v1';
const nonceBytes = 12;
const tagBytes = 16;

/** Secrets under one key of 32 bytes, each use with a subkey of its own. */
export function createSecrets(key: Uint8Array): Secrets {
  if (key.byteLength !== secretKeyBytes) throw new Error(`A secret key has ${secretKeyBytes} bytes.`);
  const subkey = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `lunora ${use} ${version}`, 32));
  const sealing = {
    streamKey: subkey('seal'),
    srtStreamId: subkey('seal srtStreamId'),
    checkWord: subkey('seal checkWord'),
  };
  const [fingerprints, hashes] = [subkey('fingerprint'), subkey('hash')];
  const hmac = (mackey: Buffer, text: string) => createHmac('sha256', mackey).update(text).digest('hex');
  const seal: Secrets['seal'] = (text, purpose = 'streamKey') => close(sealing[purpose], text);
  const unseal: Secrets['unseal'] = (sealed, purpose = 'streamKey') => open(sealing[purpose], sealed);
  const fingerprint = (text: string) => hmac(fingerprints, text).slice(0, 12);

  return {
    seal,
    unseal,
    fingerprint,
    hash: (text) => hmac(hashes, text),
    sealKey(plain) {
      const kept = { sealed: seal(plain), fingerprint: fingerprint(plain) };
      const canonicalFingerprint = fingerprint(canonicalKey(plain));
      return canonicalFingerprint === kept.fingerprint ? kept : { ...kept, canonicalFingerprint };
    },
    streamIds: {
      seal: (text) => ({ sealed: seal(text, 'srtStreamId'), fingerprint: fingerprint(text) }),
      unseal: (sealed) => unseal(sealed, 'srtStreamId'),
      fingerprint,
    },
  };
}

function close(key: Buffer, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(version));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
}

function open(key: Buffer, sealed: string): string {
  const [kind, data = ''] = sealed.split('.');
  const bytes = Buffer.from(data, 'base64url');
  if (kind !== version || bytes.length < nonceBytes + tagBytes) throw new UnsealError();
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(version));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const body = bytes.subarray(nonceBytes + tagBytes);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    throw new UnsealError();
  }
}
