import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkTools } from '../../../emulator/video/check-tools.ts';
import { readFormat } from '../../../emulator/video/read-format.ts';

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

  it('are run without the variables of the emulator', async () => {
    vi.stubEnv('LUNORA_ADMIN_TOKEN', 'fake-admin-token-0000');
    const install = (tool: string, prints: string) =>
      writeFile(join(folder, tool), `#!/bin/sh\nexport -p >>${join(folder, 'said')}\necho '${prints}'\n`, {
        mode: 0o755,
      });
    await install('ffmpeg', '  rtmp\n  srt');
    await install('ffprobe', '{"streams":[]}');
    await install('setpriv', '');
    vi.resetModules();
    await import('../../../emulator/video/ffmpeg-process.ts');
    await checkTools();
    await readFormat(Buffer.alloc(188), 0);
    const said = await readFile(join(folder, 'said'), 'utf8');
    expect(said.match(/PATH=/g)).toHaveLength(5);
    expect(said).not.toContain('fake-admin-token');
  });
});
