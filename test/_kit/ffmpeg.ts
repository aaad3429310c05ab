import { spawn } from 'node:child_process';

/** An ffmpeg of the test's own. */
export interface TestFfmpeg extends AsyncDisposable {
  complaints(): string[];
  readonly exited: Promise<void>;
  /** Stops it as if its machine had lost power. */
  stop(): Promise<void>;
}

/** One that decodes what it receives. */
export interface Receiver extends TestFfmpeg {
  /** Pictures decoded so far. */
  frames(): number;
  /** Sounds decoded so far. */
  sounds(): number;
  /** The longest time between two pictures that followed each other, by their own timestamps. */
  longestGapMs(): number;
}

export function startTestFfmpeg(
  args: readonly string[],
  onLine: (line: string) => void = () => {},
): TestFfmpeg {
  const options = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'];
  const child = spawn('ffmpeg', [...options, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints.push(...text.split('\n').filter(Boolean));
  });
  const exited = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { complaints: () => complaints, exited, stop, [Symbol.asyncDispose]: stop };
}

/** An encoder in the studio: a small test picture with sound, by SRT, at real-time pace, two keyframes a second. */
export function startEncoder({
  port,
  streamId = '',
  codec = 'libx264',
}: {
  port: number;
  streamId?: string;
  codec?: 'libx264' | 'libx265';
}): TestFfmpeg {
  return startTestFfmpeg([
    ...['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25'],
    ...['-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
    ...['-c:v', codec, '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'],
    ...['-g', '12', '-b:v', '300k', '-c:a', 'aac', '-b:a', '64k', '-ac', '2', '-threads', '1'],
    ...['-f', 'mpegts', '-pkt_size', '1316', '-latency', '120000'],
    ...(streamId ? ['-srt_streamid', streamId] : []),
    `srt://127.0.0.1:${port}?mode=caller`,
  ]);
}

/** Decodes picture and sound of an input, given as ffmpeg's options for it. */
export function startReceiver(input: readonly string[]): Receiver {
  let frames = 0;
  let sounds = 0;
  let tickMs = 0;
  let last: number | null = null;
  let longestGapMs = 0;
  const ffmpeg = startTestFfmpeg(
    [
      ...['-analyzeduration', '1000000', '-threads', '1', ...input],
      ...[
        '-map',
        '0:v:0',
        '-map',
        '0:a:0',
        '-fps_mode',
        'passthrough',
        '-flush_packets',
        '1',
        '-f',
        'framecrc',
        '-',
      ],
    ],
    (line) => {
      const [, numerator, denominator] = /^#tb 0: (\d+)\/(\d+)/.exec(line) ?? [];
      if (denominator) tickMs = (Number(numerator) * 1_000) / Number(denominator);
      const [, stream, time] = /^([01]),\s*-?\d+,\s*(-?\d+)/.exec(line) ?? [];
      if (stream === '1') sounds += 1;
      if (stream !== '0') return;
      frames += 1;
      const at = Number(time) * tickMs;
      if (last !== null) longestGapMs = Math.max(longestGapMs, at - last);
      last = at;
    },
  );
  return { ...ffmpeg, frames: () => frames, sounds: () => sounds, longestGapMs: () => longestGapMs };
}

interface SrtReceiverOptions {
  /** As in a URL; IPv4 loopback where it is left out. */
  host?: string;
  port: number;
  mode: 'listener' | 'caller';
}

/** A receiver of SRT: it listens on the port, or calls it. */
export function startSrtReceiver({ host = '127.0.0.1', port, mode }: SrtReceiverOptions): Receiver {
  return startReceiver(['-f', 'mpegts', '-mode', mode, '-latency', '120000', '-i', `srt://${host}:${port}`]);
}
