import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { ConfigError } from '../src/config-error.ts';
import { listPrices } from '../src/domain/cost.ts';

const token = 'fake-token-for-tests';
const secretBytes = Buffer.from(Array.from({ length: 32 }, (_, n) => (n * 37) % 256));
const secretKey = secretBytes.toString('base64');

function problem(environment: NodeJS.ProcessEnv): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

it('needs no setting to try it out', () => {
  expect(readConfig({})).toMatchObject({
    aws: 'local',
    host: '127.0.0.1',
    port: 4000,
    dataDir: '.lunora',
    timeScale: 0.05,
    idleCleanupMs: 1_800_000,
    emulatorPort: null,
  });
});

it('takes an empty setting for one left out', () => {
  expect(readConfig({ LUNORA_PORT: '', LUNORA_ADMIN_TOKEN: '' })).toMatchObject({
    port: 4000,
    adminToken: null,
  });
});

it('builds frames by hand unless it is told to leave that to ws', () => {
  expect(readConfig({}).frames).toBe('built');
  expect(readConfig({ LUNORA_FRAMES: 'send' }).frames).toBe('send');
});

it('reads origins as browsers write them', () => {
  const given = 'https://Board.example/, http://[::1]:3000, tauri://localhost';
  expect(readConfig({ LUNORA_ALLOWED_ORIGINS: given }).allowedOrigins).toEqual([
    'https://board.example',
    'http://[::1]:3000',
    'tauri://localhost',
  ]);
});

it.each([
  ['LUNORA_PORT', 'http'],
  ['LUNORA_PORT', '70000'],
  ['LUNORA_PORT', '80.5'],
  ['LUNORA_AWS', 'azure'],
  ['LUNORA_SECRET_KEY', 'c2hvcnQ='],
  ['LUNORA_TIME_SCALE', 'fast'],
  ['LUNORA_TIME_SCALE', '-1'],
  ['LUNORA_TABLE', 'a table'],
  ['LUNORA_FLOW_ARN', 'my-flow'],
  ['LUNORA_PRIMARY_CHANNEL_ID', 'main'],
  ['LUNORA_PRIMARY_PLAYBACK_URL', 'here'],
  ['LUNORA_SQS_URL', 'my-queue'],
  ['LUNORA_REDIS_URL', 'localhost:6379'],
  ['LUNORA_REDIS_URL', 'http://redis.example'],
  ['LUNORA_IDLE_CLEANUP_MINUTES', '-5'],
  ['LUNORA_FRAMES', 'masked'],
  ['LUNORA_VIDEO', 'yes'],
  ['LUNORA_LOG_LEVEL', 'loud'],
  ['LUNORA_ALLOWED_ORIGINS', 'board.test'],
  ['LUNORA_ALLOWED_ORIGINS', 'https://board.example/app'],
  ['LUNORA_ALLOWED_ORIGINS', '*'],
  ['LUNORA_ALLOWED_HOSTS', 'http://phone.example'],
  ['LUNORA_ALLOWED_HOSTS', 'phone.example:4000'],
  ['LUNORA_HOST', 'http://lunora'],
  ['LUNORA_RATES', 'cheap'],
  ['LUNORA_RATES', '12.5'],
  ['LUNORA_RATES', '[0.12]'],
])('says that %s cannot be %s, without repeating it', (name, value) => {
  const message = problem({ [name]: value });
  expect(message).toMatch(new RegExp(`^${name}: \\S+`));
  if (value.length > 4) expect(message).not.toContain(value);
});

it('takes AWS’s list price wherever no rate is set', () => {
  expect(readConfig({}).rates).toEqual(listPrices);
  expect(readConfig({ LUNORA_RATES: '{"flow":0.12,"egressPerGb":0}' }).rates).toEqual({
    ...listPrices,
    flow: 0.12,
    egressPerGb: 0,
  });
});

it.each([
  ['{"flow":-1}', /^LUNORA_RATES\.flow: must not be negative$/],
  ['{"flow":"0.12"}', /^LUNORA_RATES\.flow: must be a number$/],
  ['{"flow":null}', /^LUNORA_RATES\.flow: must be a number$/],
  ['{"flwo":0.12}', /^LUNORA_RATES\S*: must be an object with any of inputHd, outputHd/],
])('says what is wrong with the rates %s', (value, message) => {
  expect(problem({ LUNORA_RATES: value })).toMatch(message);
});

it('names every bad setting at once', () => {
  const environment = { LUNORA_AWS: 'aws', LUNORA_PORT: 'x', LUNORA_VIDEO: 'x', LUNORA_TABEL: 'shows' };
  expect(
    problem(environment)
      .split('\n')
      .map((line) => line.split(':')[0]),
  ).toEqual(['LUNORA_TABEL', 'LUNORA_PORT', 'LUNORA_VIDEO', 'LUNORA_ADMIN_TOKEN', 'LUNORA_SECRET_KEY']);
});

it.each([
  ['LUNORA_PROT', 'LUNORA_PORT'],
  ['LUNORA_TABEL', 'LUNORA_TABLE'],
  ['LUNORA_ADMINTOKEN', 'LUNORA_ADMIN_TOKEN'],
])('refuses the unknown setting %s and names %s', (name, nearest) => {
  expect(problem({ [name]: '1' })).toBe(`${name}: no such setting. Did you mean ${nearest}?`);
});

it('ignores settings of the command line and of other programs', () => {
  expect(readConfig({ LUNORA_URL: 'http://127.0.0.1:4000', OTHER: '1' }).port).toBe(4000);
});

it.each(['scripts/cluster.ts', 'scripts/raise-format.ts'])(
  '%s names every bad or unknown setting, and does nothing',
  { timeout: 60_000 },
  (script) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], {
      cwd: resolve(import.meta.dirname, '..'),
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], LUNORA_PORT: 'http', LUNORA_TABEL: 'x' },
    });
    expect(status).toBe(1);
    expect(stdout + stderr).toBe(
      'LUNORA_TABEL: no such setting. Did you mean LUNORA_TABLE?\nLUNORA_PORT: must be a port number\n',
    );
  },
);

it('has a current page of settings and list of their names', { timeout: 60_000 }, () => {
  const { stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/print-settings.ts', '--check'],
    {
      cwd: resolve(import.meta.dirname, '..'),
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
});

describe('with the real AWS', () => {
  const enough = { LUNORA_AWS: 'aws', LUNORA_ADMIN_TOKEN: token, LUNORA_SECRET_KEY: secretKey };

  it('is the default in production', () => {
    expect(readConfig({ ...enough, LUNORA_AWS: '', NODE_ENV: 'production' }).aws).toBe('aws');
  });

  it('keeps AWS’s own pace', () => {
    expect(readConfig(enough).timeScale).toBe(1);
  });

  it.each(['production', 'development', ''])('needs a long token and a key, with NODE_ENV=%s', (NODE_ENV) => {
    const given = { ...enough, NODE_ENV };
    expect(problem({ ...given, LUNORA_ADMIN_TOKEN: '' })).toContain('LUNORA_ADMIN_TOKEN');
    expect(problem({ ...given, LUNORA_SECRET_KEY: '' })).toMatch(/^LUNORA_SECRET_KEY: must be set/);
    expect(problem({ ...given, LUNORA_VIEWER_TOKEN: 'short' })).toMatch(/^LUNORA_VIEWER_TOKEN: must have/);
    expect(problem({ LUNORA_AWS: 'aws', NODE_ENV }).split('\n')).toHaveLength(2);
  });

  it('draws a key from any long text, always the same', () => {
    const drawn = () =>
      readConfig({ ...enough, LUNORA_SECRET_KEY: 'a fake text that is long enough for a key' }).secretKey;
    expect(drawn()).toHaveLength(32);
    expect(drawn()).toEqual(drawn());
  });

  it.each([
    ['bytes that are all alike', Buffer.alloc(32, 7).toString('base64')],
    ['zeros in hex', '0'.repeat(64)],
    ['a pattern of two bytes', Buffer.from('ab'.repeat(16)).toString('base64')],
    ['a pattern of eight bytes', Buffer.from('fakefake'.repeat(4)).toString('hex')],
    ['a pattern of three bytes', Buffer.alloc(32, 'abc').toString('base64')],
    ['a text of letters that are all alike', 'a'.repeat(32)],
    ['a text of a pattern', 'lunora'.repeat(7)],
    ['a short text', 'a text of thirty-one letters…'],
  ])('refuses a key of %s', (_what, LUNORA_SECRET_KEY) => {
    expect(problem({ ...enough, LUNORA_SECRET_KEY })).toMatch(/^LUNORA_SECRET_KEY: must be 32 random bytes/);
  });

  it('says that a long key is refused because it repeats itself', () => {
    expect(problem({ ...enough, LUNORA_SECRET_KEY: '0'.repeat(64) })).toContain('repeats');
  });

  it('takes a viewer’s token alone', () => {
    expect(readConfig({ ...enough, LUNORA_ADMIN_TOKEN: '', LUNORA_VIEWER_TOKEN: token }).viewerToken).toBe(
      token,
    );
  });

  it('takes the key in hex, too', () => {
    const hex = secretBytes.toString('hex');
    expect(readConfig({ ...enough, LUNORA_SECRET_KEY: hex }).secretKey).toEqual(readConfig(enough).secretKey);
  });
});

it('has no local AWS in production', () => {
  expect(problem({ NODE_ENV: 'production', LUNORA_AWS: 'local' })).toContain('LUNORA_AWS');
});
