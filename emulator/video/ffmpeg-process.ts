import { type ChildProcess, type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { toolEnvironment } from '../settings.ts';
import { openNamelessFile } from './open-nameless-file.ts';
import type { FfmpegArgs } from './secret-options.ts';

export interface FfmpegExit {
  /** What it last complained about, as it said it: may hold urls, so never log it unredacted. */
  complaint: string;
  /** Its last few complaints, the last one last. */
  complaints: readonly string[];
  code: number | null;
}

export interface FfmpegProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves however it ends, also when it could not be started. */
  readonly exited: Promise<FfmpegExit>;
  /** Asks it to finish, and sees to it that it does. */
  stop(): Promise<void>;
}

/** Time to say goodbye to the peer, in ms. */
const graceMs = 1_500;
const running = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Linux ends a child with its parent when asked through util-linux's setpriv. */
const leash =
  spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore', env: toolEnvironment() })
    .status === 0
    ? ['setpriv', '--pdeathsig', 'KILL']
    : [];

/**
 * Starts ffmpeg with pipes at stdin and stdout. Should this process be killed without a word, the child ends too: by
 * Linux's own hand, elsewhere because it finds its stdin ended, its stdout closed or its `-listen_timeout` over.
 */
export function startFfmpeg(given: FfmpegArgs): FfmpegProcess {
  const child = spawnFfmpeg(given);
  running.add(child);
  let complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = [...complaints, ...text.split('\n').filter(Boolean)].slice(-5);
  });
  // A peer that ends early is seen through `exited`; the pipe's own error adds nothing.
  child.stdin.on('error', () => {});
  const exited = new Promise<FfmpegExit>((resolve) => {
    child.once('error', (error) => resolve({ code: null, complaint: error.message, complaints: [] }));
    child.once('close', (code) => resolve({ code, complaint: complaints.at(-1) ?? '', complaints }));
  });
  void exited.then(() => running.delete(child));

  return {
    stdin: child.stdin,
    stdout: child.stdout,
    exited,
    async stop() {
      child.stdin.end();
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

function spawnFfmpeg({ args, secret }: FfmpegArgs): ChildProcessByStdio<Writable, Readable, Readable> {
  const [command = 'ffmpeg', ...more] = [...leash, 'ffmpeg'];
  const file = secret === null ? null : openNamelessFile(secret);
  try {
    return spawn(command, [...more, '-hide_banner', '-nostats', '-loglevel', 'error', ...args], {
      stdio: ['pipe', 'pipe', 'pipe', ...(file === null ? [] : [file])],
      env: toolEnvironment(),
      // A group of its own: Ctrl-C in the terminal is for this process, which then ends its children in order.
      detached: true,
    }) as ChildProcessByStdio<Writable, Readable, Readable>;
  } finally {
    if (file !== null) closeSync(file);
  }
}
