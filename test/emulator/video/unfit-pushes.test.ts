import { expect, it } from 'vitest';
import { unfitPushes } from '../../../emulator/video/unfit-pushes.ts';
import type { WantedRtmpPush, WantedSrtSend } from '../../../emulator/video/wanted-streams.ts';
import type { Account } from '../../../emulator/world.ts';

const push = { kind: 'rtmp', flowArn: 'f', channelId: '1', destinationId: 'd' } as WantedRtmpPush;
const send = { kind: 'srt', flowArn: 'f', outputArn: 'o' } as WantedSrtSend;

it.each([
  ['hevc', ['RTMP does not carry hevc video.']],
  ['av1', ['RTMP does not carry av1 video.']],
  ['h264', []],
  ['none', []],
  [null, []],
])('of %s video the RTMP pushes that cannot be made are %j, and SRT takes all', (videoCodec, reasons) => {
  const account = { flows: { f: { format: videoCodec && { videoCodec } } } } as unknown as Account;
  expect([...unfitPushes(account, [push, send]).values()]).toEqual(reasons);
});
