import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkUrl } from '../../../src/domain/commands/check-url.ts';
import { givenKey, keptKey } from '../../../src/domain/commands/key-matcher.ts';
import { Refusal } from '../../../src/domain/errors.ts';
import { fingerprint, plainKey, refusals } from './ask.ts';

const noKey = () => false;

describe('checkUrl', () => {
  it.each([
    ['rtmp://a.rtmp.youtube.com/live2', 'RTMP'],
    ['rtmp://b.rtmp.youtube.com/live2?backup=1', 'RTMP'],
    ['rtmps://live-api-s.facebook.com:443/rtmp/', 'RTMPS'],
    ['rtmp://live.twitch.tv/app', 'RTMP'],
    ['RTMP://Media.Example.com:1935/live', 'RTMP'],
    ['rtmp://203.0.113.7/live/stage', 'RTMP'],
    ['rtmp://[2001:db8::1]:1935/live', 'RTMP'],
    ['rtmp://127.0.0.1:19350/live', 'RTMP'],
    ['rtmp://media.example.com/live?region=eu', 'RTMP'],
    ['srt://srt.example.com:9000', 'SRT_CALLER'],
    ['srt://srt.example.com:9000/', 'SRT_CALLER'],
  ])('takes %s as %s', (url, protocol) => {
    expect(checkUrl(url, 'url', noKey)).toBe(protocol);
  });

  it.each([
    [''],
    ['youtube'],
    ['rtmp:/host/app'],
    ['rtmp://'],
    ['rtmp:///app'],
    ['rtmp://host'],
    ['rtmp://host/'],
    ['rtmp://ho st/app'],
    ['rtmp://host/app\n'],
    ['rtmp://host/app#part'],
    ['rtmp://host:0/app'],
    ['rtmp://host:65536/app'],
    ['rtmp://host:port/app'],
    ['rtmp://-host/app'],
    ['rtmp://host..example/app'],
    ['rtmp://host/a/../b'],
    ['rtmp://host/%2e%2e/b'],
    ['rtmp://host/app%0d%0aX'],
    ['rtmp://host/app%zz'],
    ['rtmp://höst/app'],
    ['rtmp://host/a\\b'],
    [`rtmp://host/${'a'.repeat(1_000)}`],
    ['https://www.youtube.com/live2'],
    ['constructor://host/app'],
    ['srt://srt.example.com'],
    ['srt://srt.example.com:9000/path'],
    ['srt://srt.example.com:9000?latency=200'],
  ])('refuses %j as INVALID_URL', (url) => {
    expect(refusals(() => checkUrl(url, 'url', noKey))).toEqual(['INVALID_URL url']);
  });

  it.each([
    ['user info', 'rtmp://user:word@host/app'],
    ['user info without a password', 'rtmp://user@host/app'],
    ['an SRT passphrase', 'srt://srt.example.com:9000?passphrase=0123456789'],
    ['an SRT stream id', 'srt://srt.example.com:9000?streamid=publish'],
    ['a parameter that looks like a key', 'rtmp://host/app?streamKey=x'],
    ['a token', 'rtmp://host/app?x=1&access_token=y'],
    ['a signature', 'rtmp://host/app?x-sig=y'],
    ['a percent-encoded name', 'rtmp://host/app?%70assphrase=y'],
    ['a name encoded twice', 'rtmp://host/app?%2570assphrase=y'],
    ['a path part more at YouTube', 'rtmp://a.rtmp.youtube.com/live2/aaaa-bbbb'],
    ['another path at YouTube', 'rtmp://a.rtmp.youtube.com/aaaa-bbbb'],
    ['a path part more at Twitch', 'rtmp://live.twitch.tv/app/live_1_abc'],
    ['a path part more at a Twitch ingest', 'rtmp://fra05.contribute.live-video.net/app/live_1_abc'],
    ['a path part more at Facebook', 'rtmps://live-api-s.facebook.com:443/rtmp/FB-1-0-abc'],
    ['a bare word in the query', 'rtmp://live.twitch.tv/app?live_1_abc'],
    ['the host in capitals', 'rtmp://LIVE.Twitch.TV/app/live_1_abc'],
  ])('refuses %s as KEY_IN_URL', (_what, url) => {
    expect(refusals(() => checkUrl(url, 'url', noKey))).toEqual(['KEY_IN_URL url']);
  });

  it('does not take another site for the platform', () => {
    expect(checkUrl('rtmp://eviltwitch.tv/app/x', 'url', noKey)).toBe('RTMP');
  });

  it('names the field that is wrong', () => {
    expect(refusals(() => checkUrl('x', 'backupUrl', noKey))).toEqual(['INVALID_URL backupUrl']);
  });

  const keys = fc.stringMatching(/^[A-Za-z0-9_-]{8,40}$/);
  const places = fc.constantFrom(
    (key: string) => `rtmp://host.example/app/${key}`,
    (key: string) => `rtmp://host.example/${key}`,
    (key: string) => `rtmp://host.example/app/x${key}x`,
    (key: string) => `rtmp://host.example/app?a=${key}`,
    (key: string) => `rtmp://host.example/app?${key}`,
    (key: string) => `rtmp://host.example/app/${key}?x=1`,
    (key: string) => `rtmp://${key}@host.example/app`,
    (key: string) => `rtmp://host.example/app/${key.replace(/./g, percent)}`,
    (key: string) => `rtmp://a.rtmp.youtube.com/live2/${key}`,
  );

  it('finds the given key wherever it stands, and never repeats it', () => {
    fc.assert(
      fc.property(keys, places, (key, place) => {
        const url = place(key);
        const error = caught(() => checkUrl(url, 'url', givenKey(key)));
        expect(error?.userErrors.map(({ code }) => code)).toEqual(['KEY_IN_URL']);
        expect(JSON.stringify(error?.userErrors).toLowerCase()).not.toContain(key.toLowerCase());
      }),
    );
  });

  it('finds a kept key by its fingerprint, as a part of its own', () => {
    const isKey = keptKey(fingerprint(plainKey), fingerprint);
    for (const url of [
      `rtmp://host.example/app/${plainKey}`,
      `rtmp://host.example/app?a=${plainKey}`,
      `rtmp://host.example/app/${plainKey.replace(/./g, percent)}`,
    ]) {
      expect(refusals(() => checkUrl(url, 'url', isKey))).toEqual(['KEY_IN_URL url']);
    }
  });

  it('finds a kept key that has slashes and a query of its own', () => {
    const key = 'part/FB-1?s=2';
    const isKey = keptKey(fingerprint(key), fingerprint);
    expect(refusals(() => checkUrl(`rtmp://host.example/app/${key}`, 'url', isKey))).toEqual([
      'KEY_IN_URL url',
    ]);
  });

  it('lets a short key be a part of an ordinary word', () => {
    expect(checkUrl('rtmp://host.example/live2', 'url', givenKey('live'))).toBe('RTMP');
  });

  it('either names a protocol or refuses, whatever it is given, without repeating it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ minLength: 12 }),
          fc.webUrl(),
          fc.string().map((x) => `rtmp://${x}/secretpath`),
        ),
        (text) => {
          const error = caught(() => checkUrl(text, 'url', noKey));
          if (error) expect(error.message).not.toContain(text);
        },
      ),
    );
  });
});

const percent = (letter: string) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;

function caught(work: () => unknown): Refusal | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
