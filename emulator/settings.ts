import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const flag = z
  .enum(['0', '1', 'false', 'true'])
  .default('0')
  .transform((value) => value === '1' || value === 'true');

const environment = z.object({
  NODE_ENV: z.string().optional(),
  /** MediaLive, MediaConnect and the control surface. */
  LUNORA_EMULATOR_PORT: port(4010),
  /** The local DynamoDB. */
  LUNORA_TABLE_PORT: port(4011),
  /** Everything is kept below `<dir>/emulator`. */
  LUNORA_DATA_DIR: z.string().min(1).default('.lunora'),
  /** Factor on AWS's own pace: 1 is AWS, 0 is instant. */
  LUNORA_TIME_SCALE: z.coerce.number().min(0).max(100).default(0.05),
  /** 1: carry real video with ffmpeg. */
  LUNORA_VIDEO: flag,
  AWS_REGION: z.string().min(1).default('us-east-1'),
});

export interface Settings {
  port: number;
  tablePort: number;
  dataDir: string;
  timeScale: number;
  video: boolean;
  region: string;
}

/**
 * The only reader of the environment in the emulator.
 * @throws Error that says which setting is wrong and why
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  // A variable set to nothing is one that is not set: `LUNORA_TIME_SCALE=` must not mean 0.
  const given = Object.entries(env).filter(([, value]) => value !== '');
  const parsed = environment.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new Error(`A setting is wrong:\n${z.prettifyError(parsed.error)}`);
  const { data } = parsed;
  if (data.NODE_ENV === 'production') {
    throw new Error('The emulator does not run with NODE_ENV=production: it is not AWS.');
  }
  return {
    port: data.LUNORA_EMULATOR_PORT,
    tablePort: data.LUNORA_TABLE_PORT,
    dataDir: data.LUNORA_DATA_DIR,
    timeScale: data.LUNORA_TIME_SCALE,
    video: data.LUNORA_VIDEO,
    region: data.AWS_REGION,
  };
}
