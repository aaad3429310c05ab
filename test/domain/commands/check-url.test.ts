import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkUrl } from '../../../src/domain/commands/check-url.ts';
import { Refusal } from '../../../src/domain/errors.ts';
import { hidesAlso } from '../../../src/domain/redaction/hides.ts';
import { isSecret } from '../../../src/domain/redaction/is-secret.ts';
import { refusals } from './ask.ts';

const noKey = () => false;
const givenKey = (key: string) => hidesAlso(String, [key]);

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
    expect(checkUrl(url, 'url', noKey).protocol).toBe(protocol);
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
    ['rtmp://host/a\npp'],
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
    ['rtmp://host/bühne'],
    ['rtmp://höst /app'],
    ['rtmp://host/{stream_key}/app'],
    ['rtmp://host/STREAM_KEY/app'],
    ['rtmp://host/app?key={stream_key}x&name={stream_key}'],
    ['rtmp://host/a\\b'],
    [`rtmp://host/${'a'.repeat(1_000)}`],
    ['https://www.youtube.com/live2'],
    ['constructor://host/app'],
    ['srt://srt.example.com'],
    ['srt://srt.example.com:9000/path'],
    ['srt://srt.example.com:9000?region=eu'],
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
    expect(checkUrl('rtmp://eviltwitch.tv/app/x', 'url', noKey).protocol).toBe('RTMP');
  });

  it('names the field that is wrong', () => {
    expect(refusals(() => checkUrl('x', 'backupUrl', noKey))).toEqual(['INVALID_URL backupUrl']);
  });

  const keys = fc.stringMatching(/^[A-Za-z0-9_-]{8,40}$/).filter(isSecret);
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

  it('finds a key that has slashes and a query of its own', () => {
    const hides = givenKey('part/FB-1234-5678?s=2');
    for (const url of [
      'rtmp://host.example/app/part/FB-1234-5678?s=2',
      'rtmp://h.example/part//FB-1234-5678',
    ]) {
      expect(refusals(() => checkUrl(url, 'url', hides))).toEqual(['KEY_IN_URL url']);
    }
  });

  it.each([
    ['the application', 'live', 'rtmp://192.0.2.10/live'],
    ['a label of the host', 'stream', 'rtmp://stream.example.com/app'],
    ['a part of the path', 'stage-42', 'rtmp://h.example/app/stage-42'],
    ['a value in the query', 'event2026', 'rtmp://h.example/app?region=event2026'],
  ])('does not take an ordinary name for a key that is also %s', (_where, key, url) => {
    expect(checkUrl(url, 'url', givenKey(key)).url).toBe(url);
  });

  it.each(['keyframes=2', 'keyint=60', 'author=ann', 'passthrough=1', 'design=a', 'key_frame_interval=2'])(
    'takes a parameter that is no secret: %s',
    (parameter) => {
      const url = `rtmp://h.example/app?${parameter}`;
      expect(checkUrl(url, 'url', noKey).url).toBe(url);
    },
  );

  it.each([
    ['rtmp://ingest.global-contribute.live-video.net/app', 'live_1_abc'],
    ['rtmps://ingest.global-contribute.live-video.net:443/app', 'live_1_abc'],
    ['rtmp://live.twitch.tv./app', 'live_1_abc'],
    ['rtmp://live.twitch.tv.:1935/app', 'live_1_abc'],
    ['rtmp://a.rtmp.youtube.com./live2', 'aaaa-bbbb'],
    ['rtmps://b.rtmps.youtube.com:443/live2', 'aaaa-bbbb'],
    ['rtmps://live-api-s.facebook.com.:443/rtmp', 'FB-1-0-abc'],
    ['rtmps://edgetee-upload-fra5-1.xx.fbcdn.net:443/rtmp', 'FB-1-0-abc'],
    ['rtmps://live-upload.instagram.com:443/rtmp', '1789?s_bl=1'],
    ['rtmp://london.restream.io/live', 're_1_abc'],
    ['rtmps://fa723fc1b171.global-contribute.live-video.net/app', 'sk_us-west-2_abc'],
    ['rtmp://0123456789abcdef.channel.media.azure.net:2935/live/0123456789abcdef0123456789abcdef', 'key'],
    ['rtmp://push-rtmp-l1-va01.tiktokcdn.com/game', 'stream-1?expire=1&sign=2'],
    ['rtmp://livepush.trovo.live/live', 'abc'],
    ['rtmps://rtmp-global.cloud.vimeo.com:443/live', 'abc'],
    ['rtmp://va.pscp.tv:80/x', 'abc'],
    ['rtmp://publish.dailymotion.com/publish-dm', 'abc'],
    ['rtmp://rtmp.rumble.com/live', 'r-abc'],
  ])('knows the ingest %s, and takes what comes after it for a key', (place, key) => {
    expect(refusals(() => checkUrl(`${place}/${key}`, 'url', noKey))).toEqual(['KEY_IN_URL url']);
    expect(refusals(() => checkUrl(place, 'url', noKey))).toEqual([]);
  });

  it.each([
    ['RTMP://Media.Example.com:1935/Live', 'rtmp://media.example.com:1935/Live'],
    ['  rtmps://h.example:443/app \n', 'rtmps://h.example:443/app'],
    ['\ufeffrtmp://h.example/app\u200b', 'rtmp://h.example/app'],
    ['rtmp://bühne.example/app', 'rtmp://xn--bhne-0ra.example/app'],
    ['rtmp://h.example./app', 'rtmp://h.example/app'],
    ['rtmp://h.example/app/{stream_key}', 'rtmp://h.example/app'],
    ['rtmp://h.example/app/<YOUR-STREAM-KEY>', 'rtmp://h.example/app'],
    ['rtmp://h.example/app/%7BstreamKey%7D', 'rtmp://h.example/app'],
    ['rtmp://live.twitch.tv/app/{stream_key}', 'rtmp://live.twitch.tv/app'],
    ['rtmp://h.example/app/STREAM_KEY', 'rtmp://h.example/app'],
    ['rtmp://h.example/app/your-stream-key', 'rtmp://h.example/app'],
    [
      'rtmps://fa723fc1b171.global-contribute.live-video.net',
      'rtmps://fa723fc1b171.global-contribute.live-video.net/app',
    ],
    [
      'rtmps://fa723fc1b171.global-contribute.live-video.net:443/',
      'rtmps://fa723fc1b171.global-contribute.live-video.net:443/app',
    ],
    ['rtmp://live.twitch.tv', 'rtmp://live.twitch.tv/app'],
    ['SRT://Srt.Example.com:9000', 'srt://srt.example.com:9000'],
  ])('mends %j to %s', (given, url) => {
    expect(checkUrl(given, 'url', noKey).url).toBe(url);
    expect(checkUrl(url, 'url', noKey).url).toBe(url);
  });

  it('lets a short key be a part of an ordinary word', () => {
    expect(checkUrl('rtmp://host.example/live2', 'url', givenKey('live')).protocol).toBe('RTMP');
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
