import { spawn } from 'node:child_process';
import { z } from 'zod';
import { noStream } from '../mediaconnect/no-stream.ts';
import { toolEnvironment } from '../settings.ts';
import type { SourceFormat } from '../world.ts';

const probed = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string().optional(),
      codec_name: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      avg_frame_rate: z.string().optional(),
      r_frame_rate: z.string().optional(),
      sample_rate: z.string().optional(),
    }),
  ),
});

/** Reads the format from a piece of MPEG-TS, or null where ffprobe can make nothing of it. */
export async function readFormat(sample: Buffer, bitsPerSecond: number): Promise<SourceFormat | null> {
  const ffprobe = spawn(
    'ffprobe',
    ['-v', 'error', '-f', 'mpegts', '-show_streams', '-of', 'json', '-i', 'pipe:0'],
    { stdio: ['pipe', 'pipe', 'ignore'], env: toolEnvironment() },
  );
  ffprobe.stdin.on('error', () => {});
  ffprobe.stdin.end(sample);
  let text = '';
  ffprobe.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const failed = await new Promise<boolean>((resolve) => {
    ffprobe.once('error', () => resolve(true));
    ffprobe.once('close', (code) => resolve(code !== 0));
  });
  if (failed) return null;
  const { streams } = probed.parse(JSON.parse(text));
  const video = streams.find((stream) => stream.codec_type === 'video');
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  return {
    videoCodec: video?.codec_name ?? noStream,
    width: video?.width ?? 0,
    height: video?.height ?? 0,
    framesPerSecond: rate(video?.avg_frame_rate) || rate(video?.r_frame_rate),
    audioCodec: audio?.codec_name ?? noStream,
    audioSampleRate: Number(audio?.sample_rate ?? 0),
    bitsPerSecond,
  };
}

/** `30000/1001` as frames per second, to hundredths; 0 where unknown. */
function rate(fraction: string | undefined): number {
  const [numerator = 0, denominator = 1] = (fraction ?? '0/1').split('/').map(Number);
  return denominator === 0 ? 0 : Math.round((numerator / denominator) * 100) / 100;
}
