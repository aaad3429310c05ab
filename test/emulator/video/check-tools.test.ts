import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkTools } from '../../../emulator/video/check-tools.ts';

describe('the tools for real video', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lunora-tools-'));
    vi.stubEnv('PATH', folder);
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  const install = (tool: string, prints: string) =>
    writeFile(join(folder, tool), `#!/bin/sh\necho '${prints}'\n`, { mode: 0o755 });

  it('are named, with where to get them, where they are missing', async () => {
    await expect(checkTools()).rejects.toThrow("needs ffmpeg on the PATH: install Debian's ffmpeg package");
    await install('ffmpeg', 'ffmpeg version 5.1');
    await expect(checkTools()).rejects.toThrow('needs ffprobe on the PATH');
  });

  it('are refused where they were built without SRT', async () => {
    await install('ffprobe', 'ffprobe version 5.1');
    await install('ffmpeg', '  rtmp\n  srtp');
    await expect(checkTools()).rejects.toThrow('needs an ffmpeg built with srt;');
    await install('ffmpeg', '  rtmp\n  srt');
    await expect(checkTools()).resolves.toBeUndefined();
  });
});
