import { expect, it } from 'vitest';
import { toPushUrl } from '../../src/aws/push-url.ts';

it.each([
  ['rtmp://a.rtmp.youtube.com/live2', 'fake-key', 'rtmp://a.rtmp.youtube.com/live2'],
  ['RTMPS://live.example.com:443/rtmp/', 'fake-key', 'rtmps://live.example.com:443/rtmp'],
  ['rtmp://user:secret@live.example.com/app?token=secret', 'fake-key', 'rtmp://live.example.com/app'],
  ['rtmp://live.example.com/app/fake-key', 'fake-key', 'rtmp://live.example.com/app'],
  ['rtmp://live.example.com/app/fake-key', undefined, 'rtmp://live.example.com/app'],
  ['rtmp://live.example.com/app/fake-key', '', 'rtmp://live.example.com/app'],
  ['https://player.example.com/in', undefined, null],
  [undefined, undefined, null],
])('shows %s with the stream name %s as %s', (url, streamName, shown) => {
  expect(toPushUrl(url, streamName)).toBe(shown);
});
