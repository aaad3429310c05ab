import { readFileSync } from 'node:fs';
import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { listPrices, type Rates } from './domain/cost.ts';
import type { HoldingLimits } from './domain/holding-limits.ts';
import { type LogLevel, logLevels } from './logger.ts';
import { arn, count, flag, hostName, hostNames, key, origins, port, rates, text } from './setting-types.ts';

/** Everything that can be set from outside, parsed once. Each setting is documented at its line below. */
export type Config = ReturnType<typeof toConfig>;

/** Every setting of this program by name. The comments are printed in docs/configuration.md (`npm run settings`). */
export const settings = z.object({
  /** `production` makes logs JSON and `aws` the default of LUNORA_AWS. */
  NODE_ENV: text.optional(),
  /** `local`: an AWS of its own in this process, for trying out and developing. `aws`: the real one, or whatever the SDK's AWS_ENDPOINT_URL_… name. */
  LUNORA_AWS: z.enum(['local', 'aws'], 'must be local or aws').optional(),
  /** Where the API listens; 0 takes a free port. */
  LUNORA_PORT: port.default(4000),
  /** The address the API listens on. */
  LUNORA_HOST: hostName.default('127.0.0.1'),
  /** Bearer tokens with a role each. `aws` needs at least one, and 16 characters or more in each; `local` makes an admin's by itself and keeps it in the data folder. */
  LUNORA_ADMIN_TOKEN: text.optional(),
  LUNORA_OPERATOR_TOKEN: text.optional(),
  LUNORA_VIEWER_TOKEN: text.optional(),
  /** Browser origins, besides this host and localhost, whose pages may use the API: `https://one.example,https://two.example`. */
  LUNORA_ALLOWED_ORIGINS: origins.optional(),
  /** Host names, besides localhost and 127.0.0.1, under which local mode may be reached, by containers and phones: `lunora,192.168.1.20`. Every other Host is refused there. */
  LUNORA_ALLOWED_HOSTS: hostNames.optional(),
  /** Changes a second that one token may ask for, for long; four seconds' worth at once. A bulk call counts each destination. */
  LUNORA_MUTATIONS_PER_SECOND: count.default(50),
  /** What one query, mutation or subscription may cost before it is executed: an object counts 1, ten other values 1, ten records gone through 1 (docs/limits.md). */
  LUNORA_MAX_QUERY_COST: count.default(50_000),
  /** Fields and list items that one answer may have: beyond, its execution is ended. A message of a subscription may have a tenth. */
  LUNORA_MAX_ANSWER_VALUES: count.default(250_000),
  /** Root fields of queries, and subscriptions opened, a second by one token, for long; four seconds' worth at once. */
  LUNORA_QUERIES_PER_SECOND: count.default(500),
  /** The same by all tokens from one address. */
  LUNORA_QUERIES_PER_SECOND_PER_ADDRESS: count.default(1_000),
  /** Failed sign-ins a minute from one address, with one token, and without one from one address; beyond that no token is looked at that did not sign in from there before. */
  LUNORA_FAILED_SIGN_INS_PER_MINUTE: count.default(30),
  /** Records of refused requests and failed sign-ins that one process adds to the activity log in an hour. Alike ones are counted together, and so are all beyond. */
  LUNORA_AUDIT_RECORDS_PER_HOUR: count.default(500),
  /** Proxies in front of this process that add to X-Forwarded-For. 0: the header is not believed, and whoever connects is the client. */
  LUNORA_TRUSTED_PROXIES: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0)
    .max(10)
    .default(0),
  /** WebSockets and event streams that one token may hold open at once, together. */
  LUNORA_SOCKETS_PER_TOKEN: count.default(1_000),
  /** How long an HTTP connection without a request stays open for the next one, in seconds. Keep it above the load balancer's. */
  LUNORA_KEEP_ALIVE_SECONDS: count.default(75),
  /** Memory that documents and variables of the open subscriptions of one token may take, in MiB. */
  LUNORA_OPERATION_MIB_PER_TOKEN: count.default(32),
  /** How what subscribers share is put on their WebSockets. `built`: frames written to the connection as they are; `send`: by the public `send` of ws, the same bytes for more CPU, should the first ever be in doubt. */
  LUNORA_FRAMES: z.enum(['built', 'send'], 'must be built or send').default('built'),

  /** The folder that keeps the local table, the local AWS, the made key and the made token. */
  LUNORA_DATA_DIR: text.default('.lunora'),
  /** 32 random bytes, base64 or hex, or a text of 32 characters or more, that seal stream keys. `aws` needs it; `local` makes one and keeps it in the data folder. */
  LUNORA_SECRET_KEY: key.optional(),
  /** The secret key before this one, or the one that comes next: what it sealed is opened, too. docs/operations.md has the steps. */
  LUNORA_SECRET_KEY_PREVIOUS: key.optional(),
  /** Stream keys and tokens that are in use no more and are still hidden from logs and messages. Those in use always are. */
  LUNORA_HIDDEN_SECRETS_KEPT: count.default(20_000),
  /** Name of the DynamoDB table. */
  LUNORA_TABLE: text.regex(/^[\w.-]{3,255}$/, 'must be a DynamoDB table name').default('lunora'),
  /** Refuses a table that belongs to another installation. Left out, the table says which it is. */
  LUNORA_INSTALLATION_ID: text.optional(),
  /** 1: found a new installation in a table that holds none. Without it only a first local start does. Does nothing on a table that holds one. */
  LUNORA_FOUND: flag.default(false),
  /** Destinations that may be kept. */
  LUNORA_MAX_DESTINATIONS: count.default(2_000),
  /** Of these, made by one token. */
  LUNORA_MAX_DESTINATIONS_PER_TOKEN: count.default(1_000),
  /** Presets that may be kept besides the built-in ones. */
  LUNORA_MAX_PRESETS: count.default(500),
  /** Of these, made by one token. */
  LUNORA_MAX_PRESETS_PER_TOKEN: count.default(200),
  /** Tokens made by createToken that may count at once; as many more that were revoked or expired are remembered. */
  LUNORA_MAX_TOKENS: count.default(500),
  /** Of these, made by one token. */
  LUNORA_MAX_TOKENS_PER_TOKEN: count.default(200),
  /** Idempotency keys of one token that are remembered; a call with one more is refused, without one it is not. */
  LUNORA_MAX_IDEMPOTENCY_KEYS_PER_TOKEN: count.default(20_000),
  /** Log entries kept for those who resume; at least. */
  LUNORA_LOG_KEEP_ENTRIES: count.default(20_000),
  /** How long the activity log is kept, in days. */
  LUNORA_EVENTS_RETENTION_DAYS: count.default(90),
  /** Reads of history (events, sessions) at the table at once; as many more read the log for those who resume. */
  LUNORA_HISTORY_READS_AT_ONCE: count.default(8),
  /** Reads of history at once by one token. */
  LUNORA_HISTORY_READS_PER_TOKEN: count.default(4),
  /** Reads of history of one token that may wait for their turn; one more is RATE_LIMITED. */
  LUNORA_HISTORY_WAITING_PER_TOKEN: count.default(1_000),
  /** Longest wait for a turn, in milliseconds; then the read is RATE_LIMITED. */
  LUNORA_HISTORY_WAIT_MS: count.default(5_000),
  /** Entries of history a second that one token may read for long; four seconds' worth at once. */
  LUNORA_HISTORY_ENTRIES_PER_SECOND: count.default(2_000),

  /** Seconds for which the table may be silent before records read as stale and the process as not ready; beyond the longest time between two looks (60 s with events), also for which no look at MediaLive or at a flow may be recorded. */
  LUNORA_STALE_AFTER_SECONDS: count.default(60),
  /** Port of the local AWS. Left out: 4010, or a free one where that is taken. */
  LUNORA_EMULATOR_PORT: port.optional(),
  /** Port of the local table. Left out: 4011, or a free one where that is taken. */
  LUNORA_TABLE_PORT: port.optional(),
  /** Factor on the local AWS's transitions and on the time between looks: 1 is AWS's own pace, 0 instant. Local default 0.05. */
  LUNORA_TIME_SCALE: z.coerce.number('must be a number').min(0).max(100).optional(),
  /** 1: the local AWS carries real video, with ffmpeg. */
  LUNORA_VIDEO: flag.default(false),

  /** Tags of everything made at AWS, for cost allocation. */
  LUNORA_PROJECT: text.default('lunora'),
  LUNORA_ENVIRONMENT: text.optional(),
  /** The default flow. Left out: the only one there is. */
  LUNORA_FLOW_ARN: arn.optional(),
  /** The primary HLS channel: watched, started and stopped on demand, never changed. */
  LUNORA_PRIMARY_CHANNEL_ID: text.regex(/^\d+$/, 'must be the numeric id of a MediaLive channel').optional(),
  /** 1: the primary channel is restarted unasked where it has run without a healthy pipeline for ten minutes; then for twenty, then for forty, and no more that day. */
  LUNORA_RESTART_PRIMARY: flag.default(false),
  /** Where viewers watch the primary channel. */
  LUNORA_PRIMARY_PLAYBACK_URL: z.url('must be a URL').optional(),
  /** The role that MediaLive assumes to reach the flow. Left out: `MediaLiveAccessRole` of the flow's account. */
  LUNORA_MEDIALIVE_ROLE_ARN: arn.optional(),
  /** 1: destinations may push to private, link-local and loopback addresses (10.…, 169.254.…, localhost), a receiver in a VPC for one. Left out: refused with `aws`, allowed with `local`. Names are not resolved. */
  LUNORA_PRIVATE_TARGETS: flag.optional(),
  /** How long a stopped destination keeps its idle channel and input, which bill and hold quota, for a quick restart. */
  LUNORA_IDLE_CLEANUP_MINUTES: z.coerce.number('must be a number').min(0).default(30),
  /** Orphans at AWS that the automatic sweep begins to remove by the hour. What `sweepOrphans` asks for does not count. */
  LUNORA_SWEPT_PER_HOUR: count.default(20),
  /** Hours between two reads of the account's quotas from AWS Service Quotas. They are also read when a process begins to lead, and with `sync`. */
  LUNORA_QUOTA_READ_HOURS: count.max(500, 'must be at most 500').default(6),
  /** What the account allows: a start that would exceed it is refused. Counts before what AWS answers. Left out: what Service Quotas answers, and 10 where it does not. Where AWS refuses earlier, that counts, for ten minutes from its last refusal. */
  LUNORA_QUOTA_CHANNELS: count.optional(),
  LUNORA_QUOTA_PUSH_INPUTS: count.optional(),
  /** Outputs that one flow may have, Each destination on air takes one, and so does the primary channel. Counts before what AWS answers. Left out: what Service Quotas answers for MediaConnect, and 50 where it does not. */
  LUNORA_QUOTA_OUTPUTS_PER_FLOW: count.optional(),
  /** What the account pays, in US dollars, where that is not AWS's list price, as JSON: `{"flow":0.12}`. The names and units are those of `Rates` in domain/cost.ts. */
  LUNORA_RATES: rates.optional(),

  /** Where processes over one table tell each other that there is something new: `redis://host:6379`. One process needs none. */
  LUNORA_REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a URL that begins with redis:// or rediss://' })
    .optional(),
  /** The queue that EventBridge sends to: hints to look at AWS now (docs/observing-aws.md). Left out: local mode hears the local AWS, else looks come oftener. */
  LUNORA_SQS_URL: z.url('must be the URL of a queue').optional(),
  /** Seconds without a leader after which `/readyz` answers 503. Another process takes over within 10. */
  LUNORA_LEADERLESS_SECONDS: count.default(30),
  /** How much is logged. */
  LUNORA_LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).optional(),
});

/**
 * Reads every setting. An empty one counts as left out.
 * @throws ConfigError naming every bad or unknown setting and why; values are not repeated, they may be secret.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = settings.safeParse(given);
  const problems = [
    ...unknownSettings(Object.keys(given)),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
    ...contradictions(given),
  ];
  if (!parsed.success || problems.length > 0)
    throw new ConfigError(problems.join('\n'), modeOf(given) === 'aws');
  return toConfig(parsed.data);
}

/** Names this program does not know, each with the nearest it does. Those of the project's other programs are ignored. */
function unknownSettings(names: readonly string[]): string[] {
  const known: string[] = JSON.parse(readFileSync(new URL('../setting-names.json', import.meta.url), 'utf8'));
  return names
    .filter((name) => name.startsWith('LUNORA_') && !known.includes(name))
    .map((name) => `${name}: no such setting. Did you mean ${closest(name, known)}?`);
}

/** What is missing or not allowed beside the other settings. */
function contradictions(given: NodeJS.ProcessEnv): string[] {
  const aws = modeOf(given);
  if (aws === 'local') {
    if (given['NODE_ENV'] !== 'production') return [];
    return ['LUNORA_AWS: local is not for production (NODE_ENV=production)'];
  }
  const tokens = ['LUNORA_ADMIN_TOKEN', 'LUNORA_OPERATOR_TOKEN', 'LUNORA_VIEWER_TOKEN'];
  const short = tokens.filter((name) => (given[name]?.length ?? minTokenLength) < minTokenLength);
  return [
    ...(tokens.some((name) => given[name])
      ? []
      : ['LUNORA_ADMIN_TOKEN: with LUNORA_AWS=aws at least one token must be set']),
    ...short.map((name) => `${name}: must have at least ${minTokenLength} characters with LUNORA_AWS=aws`),
    ...(given['LUNORA_SECRET_KEY']
      ? []
      : ['LUNORA_SECRET_KEY: must be set with LUNORA_AWS=aws; it seals stream keys']),
  ];
}

const minTokenLength = 16;

const modeOf = (given: NodeJS.ProcessEnv) =>
  given['LUNORA_AWS'] ?? (given['NODE_ENV'] === 'production' ? 'aws' : 'local');

/** Keeps the AWS SDK from warning about the age of Node at every start. To be called before it is loaded. */
export function hushSdk(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
}

function toConfig(env: z.infer<typeof settings>) {
  const production = env.NODE_ENV === 'production';
  const aws = env.LUNORA_AWS ?? (production ? 'aws' : 'local');

  return {
    aws,
    production,
    host: env.LUNORA_HOST,
    port: env.LUNORA_PORT,
    adminToken: env.LUNORA_ADMIN_TOKEN ?? null,
    operatorToken: env.LUNORA_OPERATOR_TOKEN ?? null,
    viewerToken: env.LUNORA_VIEWER_TOKEN ?? null,
    allowedOrigins: env.LUNORA_ALLOWED_ORIGINS ?? [],
    allowedHosts: env.LUNORA_ALLOWED_HOSTS ?? [],
    mutationsPerSecond: env.LUNORA_MUTATIONS_PER_SECOND,
    maxQueryCost: env.LUNORA_MAX_QUERY_COST,
    maxAnswerValues: env.LUNORA_MAX_ANSWER_VALUES,
    queriesPerSecond: env.LUNORA_QUERIES_PER_SECOND,
    queriesPerSecondPerAddress: env.LUNORA_QUERIES_PER_SECOND_PER_ADDRESS,
    failedSignInsPerMinute: env.LUNORA_FAILED_SIGN_INS_PER_MINUTE,
    auditRecordsPerHour: env.LUNORA_AUDIT_RECORDS_PER_HOUR,
    trustedProxies: env.LUNORA_TRUSTED_PROXIES,
    socketsPerToken: env.LUNORA_SOCKETS_PER_TOKEN,
    operationBytesPerToken: env.LUNORA_OPERATION_MIB_PER_TOKEN * 1024 * 1024,
    keepAliveMs: env.LUNORA_KEEP_ALIVE_SECONDS * 1_000,
    frames: env.LUNORA_FRAMES,
    dataDir: env.LUNORA_DATA_DIR,
    secretKey: env.LUNORA_SECRET_KEY ?? null,
    previousSecretKey: env.LUNORA_SECRET_KEY_PREVIOUS ?? null,
    hiddenSecretsKept: env.LUNORA_HIDDEN_SECRETS_KEPT,
    table: env.LUNORA_TABLE,
    installationId: env.LUNORA_INSTALLATION_ID ?? null,
    found: env.LUNORA_FOUND,
    holdings: {
      destinations: {
        total: env.LUNORA_MAX_DESTINATIONS,
        perToken: env.LUNORA_MAX_DESTINATIONS_PER_TOKEN,
      },
      presets: { total: env.LUNORA_MAX_PRESETS, perToken: env.LUNORA_MAX_PRESETS_PER_TOKEN },
      tokens: { total: env.LUNORA_MAX_TOKENS, perToken: env.LUNORA_MAX_TOKENS_PER_TOKEN },
      idempotencyKeys: env.LUNORA_MAX_IDEMPOTENCY_KEYS_PER_TOKEN,
    } satisfies HoldingLimits,
    logKeepEntries: env.LUNORA_LOG_KEEP_ENTRIES,
    staleAfterMs: env.LUNORA_STALE_AFTER_SECONDS * 1_000,
    eventsRetentionDays: env.LUNORA_EVENTS_RETENTION_DAYS,
    historyReads: {
      atOnce: env.LUNORA_HISTORY_READS_AT_ONCE,
      atOncePerToken: env.LUNORA_HISTORY_READS_PER_TOKEN,
      waitingPerToken: env.LUNORA_HISTORY_WAITING_PER_TOKEN,
      waitMs: env.LUNORA_HISTORY_WAIT_MS,
      entriesPerSecond: env.LUNORA_HISTORY_ENTRIES_PER_SECOND,
    },
    /** Null: the usual one, or a free one where that is taken. */
    emulatorPort: env.LUNORA_EMULATOR_PORT ?? null,
    tablePort: env.LUNORA_TABLE_PORT ?? null,
    timeScale: env.LUNORA_TIME_SCALE ?? (aws === 'local' ? 0.05 : 1),
    video: env.LUNORA_VIDEO,
    project: env.LUNORA_PROJECT,
    environment: env.LUNORA_ENVIRONMENT ?? (production ? 'production' : 'development'),
    flowArn: env.LUNORA_FLOW_ARN ?? null,
    primaryChannelId: env.LUNORA_PRIMARY_CHANNEL_ID ?? null,
    restartPrimary: env.LUNORA_RESTART_PRIMARY,
    primaryPlaybackUrl: env.LUNORA_PRIMARY_PLAYBACK_URL ?? null,
    mediaLiveRoleArn: env.LUNORA_MEDIALIVE_ROLE_ARN ?? null,
    sweptPerHour: env.LUNORA_SWEPT_PER_HOUR,
    privateTargets: env.LUNORA_PRIVATE_TARGETS ?? aws === 'local',
    idleCleanupMs: env.LUNORA_IDLE_CLEANUP_MINUTES * 60_000,
    rates: { ...listPrices, ...env.LUNORA_RATES } satisfies Rates,
    quotas: {
      channels: env.LUNORA_QUOTA_CHANNELS ?? null,
      pushInputs: env.LUNORA_QUOTA_PUSH_INPUTS ?? null,
      outputsPerFlow: env.LUNORA_QUOTA_OUTPUTS_PER_FLOW ?? null,
    },
    quotasEveryMs: env.LUNORA_QUOTA_READ_HOURS * 3_600_000,
    redisUrl: env.LUNORA_REDIS_URL ?? null,
    sqsUrl: env.LUNORA_SQS_URL ?? null,
    leaderlessMs: env.LUNORA_LEADERLESS_SECONDS * 1_000,
    logLevel: env.LUNORA_LOG_LEVEL ?? ('info' satisfies LogLevel),
  };
}
