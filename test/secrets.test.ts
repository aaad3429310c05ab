import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, createSecrets, UnsealError } from '../src/secrets.ts';

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

it('recognises a secret by its fingerprint and hash, which are unlike each other and unlike another key’s', () => {
  const other = createSecrets(randomBytes(32));
  expect(secrets.fingerprint('fake-key-0000')).toBe(secrets.fingerprint('fake-key-0000'));
  expect(secrets.fingerprint('fake-key-0000')).toMatch(/^[0-9a-f]{12}$/);
  expect(secrets.hash('fake-key-0000')).toMatch(/^[0-9a-f]{64}$/);
  expect(secrets.hash('fake-key-0000')).not.toContain(secrets.fingerprint('fake-key-0000'));
  expect(secrets.hash('fake-key-0000')).not.toBe(other.hash('fake-key-0000'));
  expect(secrets.fingerprint('fake-key-0000')).not.toBe(other.fingerprint('fake-key-0000'));
});

describe('the redactor', () => {
  it('takes every known secret out, also inside JSON and URLs', () => {
    const { remember, redact } = createRedactor();
    remember('fake "key"/ä');
    const line = JSON.stringify({
      text: 'fake "key"/ä',
      url: `rtmp://x/${encodeURIComponent('fake "key"/ä')}`,
    });
    expect(JSON.parse(redact(line))).toEqual({ text: '[hidden]', url: 'rtmp://x/[hidden]' });
  });

  it('leaves no rest of a secret that begins like another', () => {
    const { remember, redact } = createRedactor();
    remember('fake-key');
    remember('fake-key-and-more');
    expect(redact('fake-key-and-more, fake-key')).toBe('[hidden], [hidden]');
  });

  it('takes out a secret that was quoted twice', () => {
    const { remember, redact } = createRedactor();
    remember('fake"key');
    expect(redact(JSON.stringify({ text: JSON.stringify('a fake"key') }))).not.toContain('key');
  });

  it('takes any text for a secret, half a character too', () => {
    const { remember, redact } = createRedactor();
    remember('fake\ud800key');
    expect(redact('a fake\ud800key')).toBe('a [hidden]');
  });

  it('knows what was sealed or opened', () => {
    const redactor = createRedactor();
    const key = randomBytes(32);
    const sealed = createSecrets(key, redactor.remember).seal('fake-key-sealed');
    expect(redactor.redact('x fake-key-sealed')).toBe('x [hidden]');
    const another = createRedactor();
    createSecrets(key, another.remember).unseal(sealed);
    expect(another.redact('x fake-key-sealed')).toBe('x [hidden]');
  });

  it('leaves words alone that are too short to be secrets', () => {
    const { remember, redact } = createRedactor();
    remember('is');
    expect(redact('this is')).toBe('this is');
  });

  it('takes replacement patterns for plain text', () => {
    const { remember, redact } = createRedactor();
    remember('fake$&key');
    expect(redact('a fake$&key b')).toBe('a [hidden] b');
  });
});
