import { readFileSync } from 'node:fs';
import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import type { SourceRules } from './check-source.ts';

const port = (fallback: number) => {
  const message = 'must be a port number';
  return z.coerce.number(message).int(message).min(0, message).max(65_535, message).default(fallback);
};
const flag = z
  .enum(['0', '1', 'false', 'true'], 'must be 1 or 0')
  .default('0')
  .transform((value) => value === '1' || value === 'true');
const scale = 'must be a number from 0 to 100';

const listOf = (text: string) => text.split(',').flatMap((item) => item.trim().toLowerCase() || []);
const hostNames = z
  .string()
  .default('')
  .transform(listOf)
  .refine(
    (names) => names.every((name) => /^(?:\[[0-9a-f:.]+\]|[^\s/:?#@%[\]]+)$/.test(name)),
    'must be host names or addresses, without a port',
  );
const origins = z
  .string()
  .default('')
  .transform((text) => listOf(text).map((origin) => origin.replace(/\/$/, '')))
  .refine(
    (items) => items.every((item) => /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@%]+$/.test(item)),
    'must be origins, such as https://board.example',
  );

/** Every setting of this program by name. */
export const environment = z.object({
  NODE_ENV: z.string().optional(),
  /** MediaLive, MediaConnect and the control surface. */
  LUNORA_EMULATOR_PORT: port(4010),
  /** The local DynamoDB. */
  LUNORA_TABLE_PORT: port(4011),
  /** Everything is kept below `<dir>/emulator`. */
  LUNORA_DATA_DIR: z.string().min(1).default('.lunora'),
  /** Factor on AWS's own pace: 1 is AWS, 0 is instant. */
  LUNORA_TIME_SCALE: z.coerce.number(scale).min(0, scale).max(100, scale).default(0.05),
  /** 1: carry real video with ffmpeg. */
  LUNORA_VIDEO: flag,
  /** Host names besides loopback's, and browser origins, that may use the local AWS. */
  LUNORA_ALLOWED_HOSTS: hostNames,
  LUNORA_ALLOWED_ORIGINS: origins,
  AWS_REGION: z.string().min(1).default('us-east-1'),
});

export interface Settings {
  port: number;
  tablePort: number;
  dataDir: string;
  timeScale: number;
  video: boolean;
  region: string;
  sources: SourceRules;
}

/**
 * The only reader of the environment in the emulator.
 * @throws Error that says which settings are wrong or unknown, and why
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  // A variable set to nothing is one that is not set: `LUNORA_TIME_SCALE=` must not mean 0.
  const given = Object.entries(env).filter(([, value]) => value !== '');
  const parsed = environment.safeParse(Object.fromEntries(given));
  const problems = [
    ...unknownSettings(given.map(([name]) => name)),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
  ];
  if (env['NODE_ENV'] === 'production') {
    problems.push('NODE_ENV: the local AWS does not run with NODE_ENV=production');
  }
  if (!parsed.success || problems.length > 0) throw new Error(problems.join('\n'));
  const { data } = parsed;
  return {
    port: data.LUNORA_EMULATOR_PORT,
    tablePort: data.LUNORA_TABLE_PORT,
    dataDir: data.LUNORA_DATA_DIR,
    timeScale: data.LUNORA_TIME_SCALE,
    video: data.LUNORA_VIDEO,
    region: data.AWS_REGION,
    sources: { allowedHosts: data.LUNORA_ALLOWED_HOSTS, allowedOrigins: data.LUNORA_ALLOWED_ORIGINS },
  };
}

/** Environment of the tools that the emulator runs: where they are found, and none of the settings and credentials. */
export function toolEnvironment(): { PATH?: string } {
  const { PATH } = process.env;
  return PATH === undefined ? {} : { PATH };
}

/** Names that are no setting, each with the nearest that is. Those of the project's other programs are ignored. */
function unknownSettings(names: readonly string[]): string[] {
  const known: string[] = JSON.parse(readFileSync(new URL('../setting-names.json', import.meta.url), 'utf8'));
  return names
    .filter((name) => name.startsWith('LUNORA_') && !known.includes(name))
    .map((name) => `${name}: no such setting. Did you mean ${closest(name, known)}?`);
}
