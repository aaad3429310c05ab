import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecretName } from '../../../src/domain/redaction/is-secret-name.ts';
import {
  maskStreamId,
  secretsInStreamId,
  unmaskStreamId,
} from '../../../src/domain/redaction/mask-stream-id.ts';

it.each([
  ['#!::r=live/cam1,m=publish,s=fake', '#!::r=live/cam1,m=publish,s=••••'],
  ['#!::u=ann,r=live/cam1,m=publish', '#!::u=••••,r=live/cam1,m=publish'],
  ['#!::h=srt.example,t=stream,token=fake,r=cam1', '#!::h=srt.example,t=stream,token=••••,r=cam1'],
  ['#!::r=live/re_1234567_abcdef0123456789,m=publish', '#!::r=live/••••,m=publish'],
  ['#!::r=cam1,m=publish,s=a=b', '#!::r=cam1,m=publish,s=••••'],
  ['#!::r=cam1,s=', '#!::r=cam1,s='],
  ['token:fake', 'token:••••'],
  ['live/cam1?token=fake&latency=200', 'live/cam1?token=••••&latency=200'],
  ['uplive.example/live/cam1?srtauth=fake', 'uplive.example/live/cam1?srtauth=••••'],
  ['publish:cam1:ann:fake', 'publish:cam1:••••:••••'],
  ['publish:cam1', 'publish:cam1'],
  ['publish/cam1/u=ann/s=fake', 'publish/cam1/u=••••'],
  ['re_1234567_abcdef0123456789', '••••'],
  ['abcd-1234-efgh-5678', '••••'],
  ['venue', 'venue'],
  ['fake-stream', 'fake-stream'],
  ['live/cam1', 'live/cam1'],
  ['', ''],
])('shows %j as %j, and again so', (streamId, shown) => {
  expect(maskStreamId(streamId)).toBe(shown);
  expect(maskStreamId(shown)).toBe(shown);
});

it('can leave what has no name that says so', () => {
  const streamId = '#!::r=live/re_1234567_abcdef0123456789,s=fake';
  expect(maskStreamId(streamId, 'named')).toBe('#!::r=live/re_1234567_abcdef0123456789,s=••••');
});

const word = fc.stringMatching(/^[A-Za-z0-9._-]{1,30}$/);
const form = fc.constantFrom(
  (secret: string) => `#!::r=live/cam1,m=publish,s=${secret}`,
  (secret: string) => `#!::u=${secret},m=publish,s=x${secret},r=cam1`,
  (secret: string) => `token:${secret}`,
  (secret: string) => `live/cam1?key=${secret}&mode=1`,
  (secret: string) => `publish:cam1:${secret}:${secret}`,
);

describe('a masked stream id', () => {
  it('is filled in from the kept one, whatever the secret', () => {
    fc.assert(
      fc.property(form, word, (of, secret) => {
        const kept = of(secret);
        expect(maskStreamId(kept)).toContain('••••');
        expect(unmaskStreamId(maskStreamId(kept), kept)).toBe(kept);
        for (const hidden of secretsInStreamId(kept)) expect(kept).toContain(hidden);
      }),
    );
  });

  it('takes each secret by its name, so that others may change beside it', () => {
    const kept = '#!::r=live/cam1,u=ann,s=fake';
    expect(unmaskStreamId('#!::s=••••,r=live/cam2', kept)).toBe('#!::s=fake,r=live/cam2');
    expect(unmaskStreamId('#!::r=live/cam1,u=bob,s=••••', kept)).toBe('#!::r=live/cam1,u=bob,s=fake');
    expect(unmaskStreamId('#!::r=live/cam1,token=••••', kept)).toBe('#!::r=live/cam1,token=••••');
  });
});

it.each([
  'key',
  'streamKey',
  'stream_key',
  'streamkey',
  'access_token',
  'x-sig',
  'passphrase',
  'wowzatokenhash',
  'srtauth',
  'streamid',
  'X-Amz-Signature',
])('takes a parameter %s for a secret', (name) => {
  expect(isSecretName(name)).toBe(true);
});

it.each([
  'keyframes',
  'keyint',
  'key_frame_interval',
  'key-frames',
  'monkey',
  'author',
  'passthrough',
  'bypass',
  'signal',
  'design',
  'compass',
  'credits',
  'region',
  'monkeyhouse',
])('takes a parameter %s for none', (name) => {
  expect(isSecretName(name)).toBe(false);
});
