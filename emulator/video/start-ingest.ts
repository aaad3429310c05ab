import { setTimeout as wait } from 'node:timers/promises';
import type { SourceFormat } from '../world.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { ingestArgs } from './ingest-args.ts';
import { packetBytes } from './keyframe-gate.ts';
import { readFormat } from './read-format.ts';
import { srtUrl } from './srt-url.ts';
import type { WantedIngest } from './wanted-streams.ts';

export interface IngestListener {
  /** Packets of the encoder come or ceased; called only on change. */
  connected(connected: boolean): void;
  format(format: SourceFormat): void;
  /** Whole MPEG-TS packets, beginning with the tables in each session. */
  packets(packets: Buffer): void;
  /** The encoder went away: what it sends next is another stream. */
  sessionEnded(): void;
}

export interface Ingest {
  close(): Promise<void>;
}

/** No packets for this long means disconnected. */
const silenceMs = 3_000;
/** Packets over this long mean connected; less may be the last of an encoder that is gone. */
const evidenceMs = 200;
const reopenMs = 1_000;
/** The format is read from what comes in this window of a session. */
const sampleMs = { from: 500, to: 2_500 };
const sampleBytes = 4 * 1024 * 1024;

/**
 * Receives a flow's source over SRT for as long as it is open, whoever comes and goes. One ffmpeg at a time, which
 * does not re-encode and knows nothing of those who receive the stream.
 */
export function startIngest(
  wanted: WantedIngest,
  listener: IngestListener,
  log: (message: string) => void,
): Ingest {
  const closing = new AbortController();
  let connected = false;
  let lastPacketAt = Number.NEGATIVE_INFINITY;
  let flowingSince = 0;
  let current: ReturnType<typeof startFfmpeg> | null = null;
  let lastComplaint = '';

  const silence = setInterval(() => {
    if (connected && performance.now() - lastPacketAt > silenceMs) setConnected(false);
  }, 500);

  function setConnected(now: boolean): void {
    if (connected === now || closing.signal.aborted) return;
    connected = now;
    listener.connected(now);
  }

  /** One ffmpeg, from waiting for the encoder to its going. Resolves to whether it ever came. */
  async function session(): Promise<boolean> {
    const ffmpeg = startFfmpeg(ingestArgs(wanted));
    current = ffmpeg;
    const sample = createSample((format) => {
      if (connected && !closing.signal.aborted) listener.format(format);
    });
    let rest: Buffer = Buffer.alloc(0);
    let came = false;
    ffmpeg.stdout.on('data', (chunk: Buffer) => {
      if (closing.signal.aborted) return;
      const now = performance.now();
      if (!came || now - lastPacketAt > silenceMs) flowingSince = now;
      came = true;
      lastPacketAt = now;
      if (now - flowingSince >= evidenceMs) setConnected(true);
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      const whole = bytes.length - (bytes.length % packetBytes);
      rest = bytes.subarray(whole);
      if (whole === 0) return;
      sample.add(bytes.subarray(0, whole));
      listener.packets(bytes.subarray(0, whole));
    });
    const { complaint } = await ffmpeg.exited;
    current = null;
    sample.close();
    if (came) {
      listener.sessionEnded();
      setConnected(false);
    } else if (complaint && complaint !== lastComplaint && !closing.signal.aborted) {
      lastComplaint = complaint;
      if (!/timed? ?out|Input\/output error/i.test(complaint)) {
        log(`The source on ${srtUrl(wanted)} cannot be opened: ${reasonOf(complaint)}`);
      }
    }
    return came;
  }

  async function receive(): Promise<void> {
    while (!closing.signal.aborted) {
      const startedAt = performance.now();
      const came = await session();
      const endedAtOnce = !came && performance.now() - startedAt < reopenMs;
      if (endedAtOnce) await wait(reopenMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  const received = receive();
  return {
    async close() {
      closing.abort();
      clearInterval(silence);
      await current?.stop();
      await received;
    },
  };
}

/** Collects a short window of a session and reads the format from it. */
function createSample(onFormat: (format: SourceFormat) => void) {
  let firstAt: number | null = null;
  let chunks: Buffer[] | null = [];
  let bytes = 0;
  let measuredBytes = 0;
  return {
    add(packets: Buffer) {
      firstAt ??= performance.now();
      if (!chunks) return;
      const age = performance.now() - firstAt;
      bytes += packets.length;
      if (bytes <= sampleBytes) chunks.push(Buffer.from(packets));
      if (age >= sampleMs.from) measuredBytes += packets.length;
      if (age < sampleMs.to) return;
      const sampled = Buffer.concat(chunks);
      chunks = null;
      const bitsPerSecond = Math.round((measuredBytes * 8_000) / (age - sampleMs.from));
      void readFormat(sampled, bitsPerSecond).then((format) => format && onFormat(format));
    },
    close() {
      chunks = null;
    },
  };
}

/** What ffmpeg's last line says after the url. */
function reasonOf(complaint: string): string {
  return complaint.split(': ').at(-1) ?? complaint;
}
