import { startFfmpeg } from './ffmpeg-process.ts';
import { createPacketQueue } from './packet-queue.ts';
import type { FfmpegArgs } from './secret-options.ts';
import { senderArgs, senderCause, senderReason } from './sender-args.ts';
import type { WantedRtmpPush, WantedSrtSend } from './wanted-streams.ts';

export interface Sender {
  /** Takes whole MPEG-TS packets, and never blocks: one that does not drain loses packets of its own. */
  packets(packets: Buffer): void;
  /** The encoder's session is over: what comes next starts afresh. */
  sessionEnded(): void;
  close(): Promise<void>;
}

/** How long a sender may take to send the last of a session. */
const flushMs = 1_000;
/** No progress for this long, while there was something to send, is a failure. */
const stallMs = 10_000;
/** An input that paused this long is no reason to call a sender stalled. */
const pauseMs = 2_000;

interface Retry {
  intervalMs: number;
  retries: number;
  restartDelayMs: number;
}

/**
 * Sends a flow's packets to one place through one ffmpeg of its own, for as long as it is open.
 * Starts with the first packets, so that nothing is connected before there is something to send. `onDelivering` is
 * told each change: true when it verifiably sends, false with the reason when it fails. Retries as it was told to.
 */
export function startSender(
  wanted: WantedRtmpPush | WantedSrtSend,
  onDelivering: (delivering: boolean, reason: string, cause: ReturnType<typeof senderCause>) => void,
): Sender {
  const retry = retryOf(wanted);
  let attempt: ReturnType<typeof startAttempt> | null = null;
  let closed = false;
  let failures = 0;
  let notBefore = 0;
  let delivering: boolean | null = null;

  function report(now: boolean, reason: string, complaints: readonly string[] = []): void {
    if (closed || delivering === now) return;
    delivering = now;
    onDelivering(now, reason, senderCause(complaints));
  }

  function begin(): void {
    const started = startAttempt(senderArgs(wanted), () => {
      failures = 0;
      report(true, '');
    });
    attempt = started;
    void started.ended.then(({ failed, complaint, complaints }) => {
      attempt = null;
      if (!failed) return;
      failures += 1;
      const exhausted = failures > retry.retries;
      if (exhausted) failures = 0;
      const delayMs = exhausted ? retry.restartDelayMs || Number.POSITIVE_INFINITY : retry.intervalMs;
      notBefore = performance.now() + delayMs;
      report(false, senderReason(wanted, complaint), complaints);
    });
  }

  return {
    packets(packets) {
      if (closed) return;
      if (!attempt && performance.now() >= notBefore) begin();
      attempt?.packets(packets);
    },
    sessionEnded() {
      attempt?.finish();
    },
    async close() {
      closed = true;
      await attempt?.stop();
    },
  };
}

/** One life of a sender's ffmpeg. */
function startAttempt(args: FfmpegArgs, onProgress: () => void) {
  const ffmpeg = startFfmpeg(args);
  const queue = createPacketQueue(ffmpeg.stdin);
  let finishing = false;
  let stalled = false;
  let outTime = 0;
  let lastPacketAt = performance.now();
  let aliveAt = performance.now();

  ffmpeg.stdout.setEncoding('utf8').on('data', (text: string) => {
    const reached = Math.max(
      0,
      ...[...text.matchAll(/^out_time_us=(\d+)/gm)].map(([, time]) => Number(time)),
    );
    if (reached <= outTime) return;
    outTime = reached;
    aliveAt = performance.now();
    onProgress();
  });

  const watchdog = setInterval(() => {
    const now = performance.now();
    if (finishing || now - lastPacketAt > pauseMs || now - aliveAt < stallMs) return;
    stalled = true;
    void ffmpeg.stop();
  }, 1_000);

  return {
    ended: ffmpeg.exited.then(({ complaint, complaints }) => {
      clearInterval(watchdog);
      return { failed: !finishing, complaint: stalled ? 'it stopped taking data' : complaint, complaints };
    }),
    packets(packets: Buffer) {
      if (finishing) return;
      const now = performance.now();
      if (now - lastPacketAt > pauseMs) aliveAt = now;
      lastPacketAt = now;
      queue.add(packets);
    },
    /** Lets what was taken go out, then ends. */
    finish() {
      if (finishing) return;
      finishing = true;
      ffmpeg.stdin.end();
      const timer = setTimeout(() => void ffmpeg.stop(), flushMs);
      void ffmpeg.exited.then(() => clearTimeout(timer));
    },
    async stop() {
      finishing = true;
      await ffmpeg.stop();
    },
  };
}

function retryOf(wanted: WantedRtmpPush | WantedSrtSend): Retry {
  if (wanted.kind === 'srt')
    return { intervalMs: 1_000, retries: Number.POSITIVE_INFINITY, restartDelayMs: 0 };
  return {
    intervalMs: wanted.retryIntervalMs,
    retries: wanted.retries,
    restartDelayMs: wanted.restartDelayMs,
  };
}
