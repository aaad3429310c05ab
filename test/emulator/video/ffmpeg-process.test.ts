import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startFfmpeg } from '../../../emulator/video/ffmpeg-process.ts';
import { requireTool } from '../../_kit/require-tool.ts';

describe.skipIf(!requireTool('ffmpeg'))("the local AWS's ffmpeg", () => {
  it('is out of reach of Ctrl-C in the terminal, and ends when it is told to', async () => {
    const mark = randomUUID();
    const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=16x16:rate=1'];
    const args = [...picture, '-metadata', `title=${mark}`, '-f', 'null', '-'];
    const ffmpeg = startFfmpeg({ args, secret: null });
    const found = processesWith(mark);
    expect(found).toHaveLength(1);
    for (const { pid, group } of found) expect(group).toBe(pid);
    await ffmpeg.stop();
    expect(processesWith(mark)).toEqual([]);
  });
});

function processesWith(mark: string): { pid: string; group: string }[] {
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,pgid=,args=']).toString().split('\n');
  return lines
    .filter((line) => line.includes(mark))
    .map((line) => {
      const [pid = '', group = ''] = line.trim().split(/\s+/);
      return { pid, group };
    });
}
