import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecrets, UnsealError } from '../src/secrets.ts';

const secrets = createSecrets(randomBytes(32));

describe('sealing', () => {
  it('gives back what was sealed, and never looks the same twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sealed = secrets.seal(text);
        expect(secrets.unseal(sealed)).toBe(Buffer.from(text).toString());
        expect(secrets.seal(text)).not.toBe(sealed);
      }),
    );
  });

  it('refuses what was changed anywhere', () => {
    const sealed = secrets.seal('fake-key-0000');
    const [version, data = ''] = sealed.split('.');
    const bytes = Buffer.from(data, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => secrets.unseal(`${version}.${changed.toString('base64url')}`)).toThrow(UnsealError);
    }
  });

  it.each(['', 'v1', 'v1.', 'v1.AAAA', 'v2.AAAA', 'fake-key-0000'])(
    'refuses %j, which it never sealed',
    (text) => {
      expect(() => secrets.unseal(text)).toThrow(UnsealError);
    },
  );

  it('refuses what another key sealed', () => {
    expect(() => createSecrets(randomBytes(32)).unseal(secrets.seal('fake-key-0000'))).toThrow(UnsealError);
  });

  it('takes no key of another size', () => {
    expect(() => createSecrets(randomBytes(16))).toThrow('32 bytes');
  });
});

it('opens nothing that was sealed for another purpose', () => {
  const { sealed } = secrets.streamIds.seal('#!::r=cam1,s=fake-0000');
  expect(secrets.streamIds.unseal(sealed)).toBe('#!::r=cam1,s=fake-0000');
  expect(() => secrets.unseal(sealed)).toThrow(UnsealError);
  expect(() => secrets.streamIds.unseal(secrets.seal('fake-key-0000'))).toThrow(UnsealError);
});

it.each([
  ['fake-key-0000', 'fake-key-0000?bandwidthtest=true'],
  ['fake-key-0000', 'fake%2Dkey-0000'],
  ['fake-key-0000', '/fake-key-0000/'],
])('knows %s and %s for one key', (one, other) => {
  const [first, second] = [secrets.sealKey(one), secrets.sealKey(other)];
  expect(second.canonicalFingerprint).toBe(first.canonicalFingerprint ?? first.fingerprint);
  expect(second.fingerprint).not.toBe(first.fingerprint);
});

it('recognises a secret by its fingerprint and hash, which are unlike each other and unlike another key’s', () => {
  const other = createSecrets(randomBytes(32));
  expect(secrets.fingerprint('fake-key-0000')).toBe(secrets.fingerprint('fake-key-0000'));
  expect(secrets.fingerprint('fake-key-0000')).toMatch(/^[0-9a-f]{12}$/);
  expect(secrets.hash('fake-key-0000')).toMatch(/^[0-9a-f]{64}$/);
  expect(secrets.hash('fake-key-0000')).not.toContain(secrets.fingerprint('fake-key-0000'));
  expect(secrets.hash('fake-key-0000')).not.toBe(other.hash('fake-key-0000'));
  expect(secrets.fingerprint('fake-key-0000')).not.toBe(other.fingerprint('fake-key-0000'));
});
