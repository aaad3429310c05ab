import { describe, expect, it, vi } from 'vitest';
import { startIngest } from '../../../emulator/video/start-ingest.ts';
import type { SourceFormat } from '../../../emulator/world.ts';
import { detachedChildren, hasProc } from '../../_kit/child-processes.ts';
import { startTestFfmpeg } from '../../_kit/ffmpeg.ts';
import { freeUdpPort } from '../../_kit/free-port.ts';
import { requireTool } from '../../_kit/require-tool.ts';

const soon = { timeout: 25_000, interval: 50 };
const streamId = "#!::r=live/cam 1,m=request,s=fake'secret=0000";

describe.skipIf(!requireTool('ffmpeg') || !requireTool('ffprobe'))(
  'a source that is fetched',
  { timeout: 60_000 },
  () => {
    it('is asked for by its stream id, which no argument and no environment of ffmpeg holds', async () => {
      vi.stubEnv('LUNORA_ADMIN_TOKEN', 'fake-admin-token-0000');
      const port = await freeUdpPort();
      await using encoder = startTestFfmpeg([
        ...['-loglevel', 'verbose', '-re', '-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=25'],
        ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '12', '-pix_fmt', 'yuv420p', '-threads', '1'],
        ...['-f', 'mpegts', '-mode', 'listener', `srt://127.0.0.1:${port}`],
      ]);
      let bytes = 0;
      const formats: SourceFormat[] = [];
      const ingest = startIngest(
        { flowArn: 'flow', mode: 'caller', host: '127.0.0.1', port, latencyMs: 120, streamId },
        {
          connected: () => {},
          format: (format) => formats.push(format),
          packets: (packets) => {
            bytes += packets.length;
          },
          sessionEnded: () => {},
        },
        () => {},
      );
      try {
        await expect.poll(() => formats, soon).toMatchObject([{ videoCodec: 'h264', width: 160 }]);
        expect(bytes).toBeGreaterThan(0);
        expect(encoder.complaints().join('\n')).toContain(`[${streamId}]`);
        if (!hasProc) return;
        const children = detachedChildren();
        expect(children).toHaveLength(1);
        for (const { args, environment } of children) {
          expect(args.join(' ')).not.toContain('secret');
          expect(environment.map((variable) => variable.split('=')[0])).toEqual(['PATH']);
        }
      } finally {
        await ingest.close();
        vi.unstubAllEnvs();
      }
    });
  },
);
