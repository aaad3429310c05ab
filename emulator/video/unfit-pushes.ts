import type { Account } from '../world.ts';
import type { WantedRtmpPush, WantedStreams } from './wanted-streams.ts';

/** Video that RTMP carries: streams are copied here, and at AWS a push is H.264 always. */
const carried: readonly string[] = ['h264', 'none'];

/** The pushes that cannot be made of what their flow's source carries, with the reason. Unknown formats are tried. */
export function unfitPushes(
  { flows }: Account,
  senders: WantedStreams['senders'],
): ReadonlyMap<WantedRtmpPush, string> {
  const unfit = new Map<WantedRtmpPush, string>();
  for (const wanted of senders) {
    const codec = flows[wanted.flowArn]?.format?.videoCodec;
    if (wanted.kind !== 'rtmp' || codec === undefined || carried.includes(codec)) continue;
    unfit.set(wanted, `RTMP does not carry ${codec} video.`);
  }
  return unfit;
}
