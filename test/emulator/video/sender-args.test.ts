import { describe, expect, it } from 'vitest';
import { senderArgs, senderReason } from '../../../emulator/video/sender-args.ts';
import type { WantedRtmpPush, WantedSrtSend } from '../../../emulator/video/wanted-streams.ts';

const push: WantedRtmpPush = {
  kind: 'rtmp',
  flowArn: 'flow',
  channelId: '1234567',
  destinationId: 'd1',
  url: 'rtmp://ingest.example.net:1935/live2/instance',
  streamName: 'fake-key-0000',
  retryIntervalMs: 1_000,
  retries: 1,
  restartDelayMs: 0,
};

describe('an RTMP push', () => {
  it('names the application and the stream apart, so that a key of any form is sent as it is', () => {
    const { args, secret } = senderArgs({ ...push, streamName: 'key/with?odd=signs' });
    expect(secret).toBe('rtmp_app=live2/instance\nrtmp_playpath=key/with?odd=signs\n');
    expect(args.slice(args.indexOf('-fpre'), args.indexOf('-fpre') + 2)).toEqual(['-fpre', '/dev/fd/3']);
    expect(args.at(-1)).toBe('rtmp://ingest.example.net:1935');
  });

  it.each([
    ['that does not fit in a line of the file', 'k'.repeat(1_000)],
    ['that would end its line in the file', 'key\nrtmp_app=other'],
  ])('takes a key %s as an argument', (_case, streamName) => {
    const { args, secret } = senderArgs({ ...push, streamName });
    expect(secret).toBe('rtmp_app=live2/instance\n');
    expect(args[args.indexOf('-rtmp_playpath') + 1]).toBe(streamName);
  });

  it.each([
    ['Connection refused', `${push.url}: Connection refused`],
    ['the connection failed', `Server error: no stream ${push.streamName} here`],
    ['the connection ended', ''],
  ])('says "%s" and no more than the host when it fails', (reason, complaint) => {
    expect(senderReason(push, complaint)).toBe(`rtmp://ingest.example.net:1935: ${reason}`);
  });
});

describe('an SRT output', () => {
  it.each([
    ['2001:db8::7', 'srt://[2001:db8::7]:9000'],
    ['[2001:db8::7]', 'srt://[2001:db8::7]:9000'],
    ['192.0.2.7', 'srt://192.0.2.7:9000'],
    ['receiver.example.net', 'srt://receiver.example.net:9000'],
  ])('calls %s at %s, and says so when it fails', (host, url) => {
    const send: WantedSrtSend = {
      ...{ kind: 'srt', flowArn: 'flow', outputArn: 'output', mode: 'caller' },
      ...{ host, port: 9_000, latencyMs: 120, streamId: null },
    };
    expect(senderArgs(send).args.at(-1)).toBe(url);
    expect(senderReason(send, `${url}: Connection refused`)).toBe(`${url}: Connection refused`);
  });
});
