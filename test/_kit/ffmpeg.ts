import { spawn } from 'node:child_process';

/** An ffmpeg of the test's own: counts the frames it has handled, keeps what it complained about. */
export interface TestFfmpeg extends AsyncDisposable {
  /** Frames encoded by a sender, or decoded by a receiver, so far. */
  frames(): number;
  complaints(): string[];
  readonly exited: Promise<void>;
  /** Stops it as if its machine had lost power. */
  stop(): Promise<void>;
}

export function startTestFfmpeg(args: readonly string[]): TestFfmpeg {
  const options = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'];
  const child = spawn('ffmpeg', [...options, '-progress', 'pipe:1', '-stats_period', '0.1', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let frames = 0;
  const complaints: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const [, frame] of text.matchAll(/^frame=\s*(\d+)/gm)) frames = Number(frame);
  });
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
  return {
    frames: () => frames,
    complaints: () => complaints,
    exited,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** An encoder in the studio: a small test picture with sound, by SRT, at real-time pace and with a keyframe each half second. */
export function startEncoder({ port, streamId = '' }: { port: number; streamId?: string }): TestFfmpeg {
  return startTestFfmpeg([
    ...['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25'],
    ...['-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'],
    ...['-g', '12', '-b:v', '300k', '-c:a', 'aac', '-b:a', '64k', '-ac', '2', '-threads', '1'],
    ...['-f', 'mpegts', '-pkt_size', '1316', '-latency', '120000'],
    ...(streamId ? ['-srt_streamid', streamId] : []),
    `srt://127.0.0.1:${port}?mode=caller`,
  ]);
}

/** A receiver of an SRT output, which decodes what it gets. */
export function startSrtReceiver({ port }: { port: number }): TestFfmpeg {
  return startTestFfmpeg([
    ...['-analyzeduration', '1000000', '-f', 'mpegts', '-mode', 'listener', '-latency', '120000'],
    ...['-i', `srt://127.0.0.1:${port}`, '-f', 'null', '-threads', '1', '-'],
  ]);
}
