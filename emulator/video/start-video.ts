import type { VideoCarrier, VideoReports, World } from '../world.ts';
import { checkTools } from './check-tools.ts';
import { placeOf } from './sender-args.ts';
import { type Ingest, startIngest } from './start-ingest.ts';
import { type Sender, startSender } from './start-sender.ts';
import { unfitPushes } from './unfit-pushes.ts';
import {
  type WantedIngest,
  type WantedRtmpPush,
  type WantedSrtSend,
  wantedStreams,
} from './wanted-streams.ts';

export interface VideoOptions {
  world: World;
  reports: VideoReports;
  log: (message: string) => void;
}

interface Carried<W, R> {
  /** What it was started for, in one word: another word means it must be started anew. */
  word: string;
  wanted: W;
  running: R;
}

/**
 * Carries real video for the account: SRT into active flows, RTMP out of running channels, SRT out of enabled outputs.
 * Streams are copied, not re-encoded. Every stream has an ffmpeg of its own, so that none can touch another.
 * @throws Error with what to install, where ffmpeg or its SRT is missing
 */
export async function startVideo({ world, reports, log }: VideoOptions): Promise<VideoCarrier> {
  await checkTools();
  log('Real video is on: streams are copied as the encoder sends them, not re-encoded to any preset.');
  const ingests = new Map<string, Carried<WantedIngest, Ingest>>();
  const senders = new Map<string, Carried<WantedRtmpPush | WantedSrtSend, Sender>>();
  /** Ends still under way by key: a successor waits for its port or its stream key to be free. */
  const ending = new Map<string, Promise<void>>();
  /** By flow: whether packets come. */
  const seen = new Map<string, boolean>();
  const told = new Set<string>();
  let closed = false;

  function sendersOf(flowArn: string): Sender[] {
    return [...senders.values()]
      .filter(({ wanted }) => wanted.flowArn === flowArn)
      .map(({ running }) => running);
  }

  function beginIngest(wanted: WantedIngest): Ingest {
    const { flowArn, mode, host, port, latencyMs } = wanted;
    log(`The flow ${flowArn} is an SRT ${mode} on ${host}:${port} with ${latencyMs} ms latency.`);
    seen.set(flowArn, false);
    return startIngest(
      wanted,
      {
        connected(connected) {
          log(`The source of ${flowArn} is ${connected ? 'connected' : 'disconnected'}.`);
          seen.set(flowArn, connected);
          reports.source(flowArn, connected);
        },
        format: (format) => reports.source(flowArn, true, format),
        packets(packets) {
          for (const sender of sendersOf(flowArn)) sender.packets(packets);
        },
        sessionEnded() {
          for (const sender of sendersOf(flowArn)) sender.sessionEnded();
        },
      },
      log,
    );
  }

  function beginSender(key: string, wanted: WantedRtmpPush | WantedSrtSend): Sender {
    const awaited = wanted.kind === 'srt' && wanted.mode === 'listener';
    return startSender(wanted, (delivering, reason, cause) => {
      if (awaited && !delivering) log(`${key} waits for a receiver on ${placeOf(wanted)}.`);
      else
        log(delivering ? `${key} is sending to ${placeOf(wanted)}.` : `${key} fails to send to ${reason}.`);
      if (wanted.kind === 'srt') return;
      const { channelId, destinationId } = wanted;
      if (delivering) reports.push(channelId, destinationId, true);
      else reports.push(channelId, destinationId, false, cause ? { cause, message: reason } : reason);
    });
  }

  /** Ends what is not wanted any more or differently, and starts what is wanted and not running. */
  function alignKind<W, R extends { close(): Promise<void> }>(
    carried: Map<string, Carried<W, R>>,
    wanted: Map<string, W>,
    begin: (key: string, wanted: W) => R,
    onEnd: (wanted: W) => void,
  ): void {
    for (const [key, { word, running, wanted: was }] of carried) {
      const now = wanted.get(key);
      if (now && JSON.stringify(now) === word) continue;
      carried.delete(key);
      if (!now) onEnd(was);
      const ended = running.close().finally(() => {
        ending.delete(key);
        align();
      });
      ending.set(key, ended);
    }
    for (const [key, each] of wanted) {
      if (carried.has(key) || ending.has(key)) continue;
      carried.set(key, { word: JSON.stringify(each), wanted: each, running: begin(key, each) });
    }
  }

  function align(): void {
    if (closed) return;
    const wanted = wantedStreams(world.account);
    for (const words of wanted.notCarried) {
      if (!told.has(words)) log(`Real video: ${words}.`);
      told.add(words);
    }
    alignKind(
      ingests,
      new Map(wanted.ingests.map((each) => [each.flowArn, each])),
      (_key, each) => beginIngest(each),
      ({ flowArn }) => {
        seen.delete(flowArn);
        reports.source(flowArn, false);
      },
    );
    // What packets say wins over what the account was told or seeded with.
    for (const [flowArn, connected] of seen) {
      const recorded = world.account.flows[flowArn]?.encoderSending;
      if (recorded !== undefined && recorded !== connected) reports.source(flowArn, connected);
    }
    const unfit = unfitPushes(world.account, wanted.senders);
    const fit = wanted.senders.filter((each) => each.kind === 'srt' || !unfit.has(each));
    alignKind(senders, new Map(fit.map((each) => [senderKey(each), each])), beginSender, (was) => {
      // A push that is no more fails no more: the next run starts with a clean slate.
      if (was.kind === 'rtmp' && !isUnfit(was)) reports.push(was.channelId, was.destinationId, true);
    });
    for (const [{ channelId, destinationId }, message] of unfit) {
      reports.push(channelId, destinationId, false, { cause: 'FORMAT', message });
    }

    function isUnfit({ channelId, destinationId }: WantedRtmpPush): boolean {
      return [...unfit.keys()].some(
        (one) => one.channelId === channelId && one.destinationId === destinationId,
      );
    }
  }

  let due = false;
  return {
    // Reports change the account, which aligns again: never from within itself.
    align() {
      if (due) return;
      due = true;
      setImmediate(() => {
        due = false;
        align();
      });
    },
    async close() {
      closed = true;
      const running = [...ingests.values(), ...senders.values()].map((carried) => carried.running.close());
      await Promise.all([...running, ...ending.values()]);
    },
  };
}

function senderKey(wanted: WantedRtmpPush | WantedSrtSend): string {
  if (wanted.kind === 'srt') return `The output ${wanted.outputArn}`;
  return `The channel ${wanted.channelId}'s destination ${wanted.destinationId}`;
}
