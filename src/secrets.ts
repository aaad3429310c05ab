import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** What needs the installation's secret key. All of it runs in this process; nothing here waits. */
export interface Secrets {
  /** AES-256-GCM under a random nonce: the same text never looks the same twice. */
  seal(text: string): string;
  /** @throws UnsealError when it was sealed with another key, or was changed. */
  unseal(sealed: string): string;
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

/**
 * Secrets under one key of 32 bytes, each use with a subkey of its own. Whatever is sealed or opened is made known to
 * `remember`, so that it can be kept out of logs and messages.
 */
export function createSecrets(key: Uint8Array, remember: (secret: string) => void = () => {}): Secrets {
  if (key.byteLength !== secretKeyBytes) throw new Error(`A secret key has ${secretKeyBytes} bytes.`);
  const subkey = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `lunora ${use} ${version}`, 32));
  const [sealing, fingerprints, hashes] = [subkey('seal'), subkey('fingerprint'), subkey('hash')];
  const hmac = (mackey: Buffer, text: string) => createHmac('sha256', mackey).update(text).digest('hex');

  return {
    seal(text) {
      remember(text);
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(version));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    unseal(sealed) {
      const text = open(sealing, sealed);
      remember(text);
      return text;
    },
    fingerprint: (text) => hmac(fingerprints, text).slice(0, 12),
    hash: (text) => hmac(hashes, text),
  };
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

/** Takes known secrets out of texts before anyone sees them. */
export interface Redactor {
  remember(secret: string): void;
  redact(text: string): string;
}

/** Shorter ones would take ordinary words out of every message. */
const shortestSecret = 4;
const mostSecrets = 20_000;

/** Knows the newest 20,000 secrets, also as they look inside JSON and URLs. */
export function createRedactor(): Redactor {
  const known = new Set<string>();
  /** Longest first, so that a secret which is the beginning of another leaves no rest of it. Made when needed. */
  let looks: readonly string[] | null = null;
  return {
    remember(secret) {
      if (secret.length < shortestSecret) return;
      if (!known.delete(secret)) looks = null;
      known.add(secret);
      const [oldest] = known;
      if (known.size > mostSecrets && oldest !== undefined) known.delete(oldest);
    },
    redact(text) {
      looks ??= [...new Set([...known].flatMap(looksOf))].sort((a, b) => b.length - a.length);
      let clean = text;
      for (const look of looks) if (clean.includes(look)) clean = clean.replaceAll(look, '[hidden]');
      return clean;
    },
  };
}

function looksOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [secret, inJson, JSON.stringify(inJson).slice(1, -1), ...inUrls(secret)];
}

function inUrls(secret: string): string[] {
  try {
    return [encodeURIComponent(secret), encodeURI(secret)];
  } catch {
    // Half a surrogate pair is in no URL.
    return [];
  }
}
