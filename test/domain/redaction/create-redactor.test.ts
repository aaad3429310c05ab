import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/domain/redaction/create-redactor.ts';
import { isSecret } from '../../../src/domain/redaction/is-secret.ts';

const percent = (text: string) =>
  [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const quoted = (text: string) => JSON.stringify(text).slice(1, -1);
const unicode = (text: string) =>
  text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

const spellings: readonly [string, (text: string) => string][] = [
  ['as it is', (text) => text],
  ['in JSON', quoted],
  ['in JSON in JSON', (text) => quoted(quoted(text))],
  ['in unicode escapes', unicode],
  ['in a URL', encodeURIComponent],
  ['in a URL as a whole', encodeURI],
  ['in a URL in a URL', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['in a URL in JSON', (text) => quoted(encodeURIComponent(text))],
  ['in JSON in a URL', (text) => encodeURIComponent(quoted(text))],
  ['with every byte encoded', percent],
  ['with every byte encoded, in capitals', (text) => percent(text).toUpperCase()],
  ['with its first letter encoded', ([first = '', ...rest]) => percent(first) + rest.join('')],
  ['in capitals', (text) => text.toUpperCase()],
];

/** Any text that is long or random, without half characters, which no URL can hold. */
const secrets = fc
  .string({ minLength: 7, maxLength: 60, unit: 'grapheme' })
  .filter((text) => isSecret(text) && !/\p{Cs}/u.test(text))
  .filter((text) => [...text].every((letter) => letter.toUpperCase().toLowerCase() === letter.toLowerCase()));

describe('the redactor', () => {
  it.each(spellings)('takes every secret out that is spelled %s, and nothing else', (_how, spell) => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const redactor = createRedactor();
        redactor.hold('d1', [secret]);
        expect(redactor.redact(`<${spell(secret)}>`)).toBe('<[hidden]>');
      }),
    );
  });

  it('takes a key out wherever it stands in a longer word', () => {
    const { hold, redact } = createRedactor();
    hold('d1', ['fake-key-0000']);
    expect(redact('rtmp://h.example/live-fake-key-0000x')).toBe('rtmp://h.example/live-[hidden]x');
  });

  it('knows the part of a key before its query, and a key that was given encoded', () => {
    const { hold, redact } = createRedactor();
    hold('d1', ['fake-key-0000?bandwidthtest=true', 'fake%2Dcoded%2D1111']);
    expect(redact('a fake-key-0000, fake-coded-1111')).toBe('a [hidden], [hidden]');
  });

  it('leaves no rest of a secret that begins like another', () => {
    const { hold, redact } = createRedactor();
    hold('d1', ['fake-key-0000', 'fake-key-0000-and-more']);
    expect(redact('fake-key-0000-and-more, fake-key-0000')).toBe('[hidden], [hidden]');
  });

  it('takes any text for a secret, half a character and replacement patterns too', () => {
    const { hold, redact } = createRedactor();
    hold('d1', ['fake\ud800key-0000', 'fake$&key-0000']);
    expect(redact('a fake\ud800key-0000 b fake$&key-0000')).toBe('a [hidden] b [hidden]');
  });

  it.each([
    'live',
    'level',
    'info',
    'keyframes',
    'connection',
    'Configuration',
    'stage-42',
    'conference2026',
    'main-stage',
    'destinationId',
    'RUNNING',
    '1080p30',
    '1920x1080',
  ])('leaves the ordinary name %s alone, though it is a key', (name) => {
    const { hold, remember, redact } = createRedactor();
    hold('d1', [name]);
    remember(name);
    expect(redact(`rtmp://${name}.example/${name}: ${name} lost`)).toBe(
      `rtmp://${name}.example/${name}: ${name} lost`,
    );
  });

  it.each([
    'abcd-1234-efgh-5678-ijkl',
    'live_123456789_AbCdEfGhIjKlMnOpQrStUvWxYz0123',
    'FB-1234567890123456-0-AbyzXW1234',
    're_1234567_abcdef0123456789',
    'x7k2p9qd',
    'qzxwvkpt',
    'fake-key-0000',
    'correct-horse-battery-staple',
    '7d3f0a9c2b',
  ])('takes %s out, which is long or random', (secret) => {
    const { hold, redact } = createRedactor();
    hold('d1', [secret]);
    expect(redact(`at ${secret}.`)).toBe('at [hidden].');
  });

  it('never forgets a key that is in use, however many others come and go', () => {
    const { hold, remember, redact } = createRedactor({ mostRemembered: 2 });
    hold('d1', ['fake-kept-0000']);
    for (let number = 1_000; number < 1_010; number += 1) remember(`fake-made-${number}`);
    expect(redact('fake-kept-0000 fake-made-1000 fake-made-1009')).toBe('[hidden] fake-made-1000 [hidden]');
  });

  it('knows a key that was replaced for a while, and one that two have for as long as one of them', () => {
    const { hold, remember, redact } = createRedactor({ mostRemembered: 1 });
    hold('d1', ['fake-both-0000']);
    hold('d2', ['fake-both-0000']);
    hold('d1', ['fake-next-1111']);
    remember('fake-else-2222');
    expect(redact('fake-both-0000 fake-next-1111')).toBe('[hidden] [hidden]');
    hold('d2', []);
    expect(redact('fake-both-0000')).toBe('[hidden]');
    remember('fake-else-3333');
    expect(redact('fake-both-0000')).toBe('fake-both-0000');
  });
});
