import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { mountDisk } from '../_kit/mount-disk.ts';

const disk = await mountDisk(12);
afterAll(() => disk?.unmount());

const lines: string[] = [];
const start = (folder: string): Promise<Emulator> =>
  startEmulator({
    dataDir: join(disk?.path ?? '', folder),
    timeScale: 0,
    table: true,
    log: (line) => lines.push(line),
  });

const sentence =
  /^The account of the local AWS in \S+account\.json cannot be written \(ENOSPC[^()]*\)\. Free space on its disk\.$/;

async function ask(emulator: Emulator, method: string, path: string, body?: object) {
  const response = await fetch(`${emulator.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as { message?: string } };
}

describe.skipIf(!disk)('the local AWS on a full disk', () => {
  it('refuses changes with what to do, answers looks, and takes changes again once there is space', async () => {
    const emulator = await start('changes');
    await disk?.fill();
    const { primaryChannelId } = emulator.seeded;
    const stopped = await ask(emulator, 'POST', `/prod/channels/${primaryChannelId}/stop`);
    expect(stopped).toEqual({ status: 500, body: { message: expect.stringMatching(sentence) } });
    const patched = await ask(emulator, 'PATCH', '/_emulator/settings', { timeScale: 1 });
    expect(patched).toEqual({ status: 500, body: { message: expect.stringMatching(sentence) } });
    expect((await ask(emulator, 'GET', `/prod/channels/${primaryChannelId}`)).status).toBe(200);
    expect((await ask(emulator, 'GET', '/_emulator')).status).toBe(200);
    expect(lines.filter((line) => line.startsWith('The account'))).toEqual([expect.stringMatching(sentence)]);

    await disk?.free();
    expect((await ask(emulator, 'PATCH', '/_emulator/settings', { timeScale: 2 })).status).toBe(200);
    expect(lines.at(-1)).toMatch(/^The account of the local AWS in \S+ is written again\.$/);
    expect(lines.join('\n')).not.toMatch(/^ +at /m);
    await emulator.close();
  });

  it('closes all the same, says what is not kept, and starts again on what was', async () => {
    const emulator = await start('close');
    await disk?.fill();
    await ask(emulator, 'PATCH', '/_emulator/settings', { timeScale: 1 });
    await expect(emulator.close()).rejects.toThrow(sentence);
    await disk?.free();
    const again = await start('close');
    expect(again.seeded.primaryChannelId).toBe(emulator.seeded.primaryChannelId);
    await again.close();
  });

  it('does not start, and names the file', async () => {
    await (await start('again')).close();
    await disk?.fill();
    await expect(start('new')).rejects.toThrow(/^\S+ cannot be written \(ENOSPC[^()]*\)\. Free space/);
    await expect(start('again')).rejects.toThrow(/^\S+ cannot be written \(ENOSPC[^()]*\)\. Free space/);
    expect(await readdir(join(disk?.path ?? '', 'new'))).toEqual([]);
    await disk?.free();
    await (await start('new')).close();
  });
});
