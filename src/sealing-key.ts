import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** What is sealed. Each is sealed with a key of its own, so that one never opens as another. */
export type SealedPurpose = 'streamKey' | 'srtStreamId' | 'checkWord' | 'macKeys';

export class UnsealError extends Error {
  override readonly name = 'UnsealError';
  constructor() {
    super('A sealed secret cannot be opened with this LUNORA_SECRET_KEY.');
  }
}

/** AES-256-GCM under one secret key. */
export interface SealingKey {
  /** `v1.…`: bound to nothing but its purpose, as storage format 1 has it. */
  seal(text: string, purpose: SealedPurpose): string;
  /** `v2.<key id>.…`: bound to its purpose and target. */
  sealBound(text: string, purpose: SealedPurpose, target: string): string;
  /** @throws UnsealError; the target counts for what is bound alone */
  open(sealed: string, purpose: SealedPurpose, target: string): string;
  /** True if this key sealed it: by the key id of what is bound, else by opening it (for any purpose if none is given). */
  isOwn(sealed: string, purpose?: SealedPurpose): boolean;
}

const nonceBytes = 12;
const tagBytes = 16;
const purposes = ['streamKey', 'srtStreamId', 'checkWord', 'macKeys'] as const;

/** Tells the two forms apart. */
export const formOf = (sealed: string): 'bound' | 'unbound' =>
  sealed.startsWith('v2.') ? 'bound' : 'unbound';

export function createSealingKey(key: Uint8Array): SealingKey {
  const subkey = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `lunora ${use} v1`, 32));
  const sealing: Record<SealedPurpose, Buffer> = {
    streamKey: subkey('seal'),
    srtStreamId: subkey('seal srtStreamId'),
    checkWord: subkey('seal checkWord'),
    macKeys: subkey('seal macKeys'),
  };
  const id = createHmac('sha256', subkey('key id')).update('id').digest('hex').slice(0, 8);
  const boundTo = (purpose: SealedPurpose, target: string) => JSON.stringify(['v2', id, purpose, target]);

  const open: SealingKey['open'] = (sealed, purpose, target) => {
    const parts = sealed.split('.');
    if (parts[0] === 'v2' && parts[1] === id) {
      return decrypt(sealing[purpose], parts[2], boundTo(purpose, target));
    }
    if (parts[0] === 'v1') return decrypt(sealing[purpose], parts[1], 'v1');
    throw new UnsealError();
  };

  return {
    seal: (text, purpose) => `v1.${encrypt(sealing[purpose], text, 'v1')}`,
    sealBound: (text, purpose, target) =>
      `v2.${id}.${encrypt(sealing[purpose], text, boundTo(purpose, target))}`,
    open,
    isOwn(sealed, purpose) {
      if (formOf(sealed) === 'bound') return sealed.startsWith(`v2.${id}.`);
      return (purpose ? [purpose] : purposes).some((each) => {
        try {
          open(sealed, each, '');
          return true;
        } catch {
          return false;
        }
      });
    },
  };
}

function encrypt(key: Buffer, text: string, boundTo: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
}

function decrypt(key: Buffer, data = '', boundTo: string): string {
  const bytes = Buffer.from(data, 'base64url');
  if (bytes.length < nonceBytes + tagBytes) throw new UnsealError();
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(boundTo));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const body = bytes.subarray(nonceBytes + tagBytes);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    throw new UnsealError();
  }
}
