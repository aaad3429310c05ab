import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { toolEnvironment } from '../settings.ts';

const run = promisify(execFile);

/** @throws Error saying what is missing and how to get it, when real video cannot be carried on this machine. */
export async function checkTools(): Promise<void> {
  for (const tool of ['ffmpeg', 'ffprobe']) {
    await run(tool, ['-version'], { env: toolEnvironment() }).catch((cause) => {
      throw new Error(
        `Real video needs ${tool} on the PATH: install Debian's ffmpeg package or another with SRT.`,
        {
          cause,
        },
      );
    });
  }
  const { stdout } = await run('ffmpeg', ['-hide_banner', '-protocols'], { env: toolEnvironment() });
  const known = new Set(stdout.split('\n').map((line) => line.trim()));
  const missing = ['srt', 'rtmp'].filter((protocol) => !known.has(protocol));
  if (missing.length > 0) {
    throw new Error(
      `Real video needs an ffmpeg built with ${missing.join(' and ')}; Debian's ffmpeg package has both.`,
    );
  }
}
