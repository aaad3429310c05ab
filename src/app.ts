import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DestinationStream } from 'pino';
import { checkFounding, installationFile } from './check-founding.ts';
import { checkSecretKey, createReseal } from './check-secret-key.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Closers, createClosers } from './closers.ts';
import type { Config } from './config.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { seedPresets } from './domain/presets.ts';
import type { QuotaLimits } from './domain/quotas.ts';
import { createRedactor } from './domain/redaction/create-redactor.ts';
import { type Engine, startEngine } from './engine/start-engine.ts';
import { keepCheckpoints } from './keep-checkpoints.ts';
import { keepPosition } from './keep-position.ts';
import { listenForHints } from './listen-for-hints.ts';
import { adminTokenOf, newToken, secretKeyOf } from './local-secrets.ts';
import { logDestinations } from './log-destinations.ts';
import { createLogger, type Logger } from './logger.ts';
import { lookWhenAsked } from './look-when-asked.ts';
import { lookWhenLeading } from './look-when-leading.ts';
import { openGateways } from './open-gateways.ts';
import { openStore } from './open-store.ts';
import { packageVersion } from './package-version.ts';
import { watchFreshness } from './pubsub/freshness.ts';
import { keepHeartbeats } from './pubsub/keep-heartbeats.ts';
import { type Poller, startPoller } from './pubsub/poller.ts';
import { quotaSettings } from './quota-settings.ts';
import { rememberKeys } from './remember-keys.ts';
import type { ContextDeps } from './resolvers/context.ts';
import { schema } from './schema/index.ts';
import { createSecrets } from './secrets.ts';
import { createMetrics, type Metrics } from './server/metrics.ts';
import { createReadiness } from './server/readiness.ts';
import { startServer } from './server/start-server.ts';
import { createReadGate } from './store/read-gate.ts';
import type { Store } from './store/store.ts';
import type { Table } from './store/table.ts';

/** What the app needs to know of a local AWS that runs beside it. */
export interface LocalAws {
  endpoints: { medialive: string; mediaconnect: string; servicequotas: string; dynamodb: string };
  /** `queueUrl`: where it sends its events; left out where nobody is to hear them. */
  seeded: { flowArn: string; primaryChannelId: string; mediaLiveRoleArn: string; queueUrl?: string };
  /** What its account allows at present. */
  quotas?(): QuotaLimits;
}

/** Other parts than the usual ones, for tests. */
export interface AppOverrides {
  clock?: Clock;
  /** A local AWS that runs already; it is not closed with the app. */
  localAws?: LocalAws;
  table?: Table;
  logDestination?: DestinationStream;
}

export interface App {
  /** Where the API's pages are. */
  url: string;
  port: number;
  /** The local AWS; null where there is none. */
  localAws: LocalAws | null;
  /** The token that was made for a local start without one; else that of the settings. */
  adminToken: string | null;
  store: Store;
  log: Logger;
  /** Sends everyone away to come again, lets calls to AWS come back, writes down what is known. */
  close(): Promise<void>;
}

/** With the second and a half between tries, another process acts within ten seconds after this one dies. */
const leaseMs = 6_000;
/** Alone, an old lease is taken over at once, so there is no need to renew it often. */
const leaseAloneMs = 60_000;

/** Builds everything and serves. Whatever fails on the way leaves nothing running. */
export async function startApp(config: Config, overrides: AppOverrides = {}): Promise<App> {
  const closers = createClosers();
  try {
    return await build(config, overrides, closers);
  } catch (error) {
    await closers.close().catch(() => {});
    throw error;
  }
}

async function build(config: Config, overrides: AppOverrides, closers: Closers): Promise<App> {
  const machineClock = overrides.clock ?? systemClock;
  const redactor = createRedactor({ mostRemembered: config.hiddenSecretsKept });
  const log = createLogger({
    level: config.logLevel,
    readable: !config.production && process.stdout.isTTY === true,
    redact: redactor.redact,
    ...(overrides.logDestination && { destination: overrides.logDestination }),
  });

  const folder = overrides.localAws ? null : await openFolder(config, closers);
  const secrets = createSecrets(await secretKeyOf(config), config.previousSecretKey);
  const adminToken = await adminTokenOf(config, folder, (sentence) => log.warn({}, sentence));
  const localAws = overrides.localAws ?? (await startLocalAws(config, folder, log, closers));

  const metrics: Metrics = createMetrics({
    logPosition: () => store.state.position,
    leads: () => engine.leads(),
  });
  const gateways = openGateways({
    local: localAws && {
      mediaLive: localAws.endpoints.medialive,
      mediaConnect: localAws.endpoints.mediaconnect,
      serviceQuotas: localAws.endpoints.servicequotas,
    },
    clock: machineClock,
    redact: redactor.redact,
    fingerprint: secrets.fingerprint,
    count: (operation, status) => metrics.awsCalls.inc({ operation, status }),
  });
  closers.add(gateways.close);
  const processId = randomUUID();
  const store = await openStore({
    processId,
    ...{ config, log, closers },
    clock: machineClock,
    localEndpoint: localAws?.endpoints.dynamodb ?? null,
    table: overrides.table,
    checkFounding: () => checkFounding({ config, folder, gateways }),
  });
  const { clock } = store;
  if (folder) {
    closers.add(await keepPosition(store, folder, log));
    await folder.keep(installationFile, () => store.installationId);
  }
  await checkSecretKey(store, secrets);
  closers.add(rememberKeys(store, secrets, redactor.hold, log));
  await store.change(seedPresets);
  if (config.aws === 'local') closers.add(logDestinations(store, log));

  const alone = config.aws === 'local';
  const quotas = quotaSettings(config.quotas, () => localAws?.quotas?.());
  let poller: Poller | null = null;
  const engine = startEngine({
    ...{ store, clock, log, ...gateways },
    lookNow: () => poller?.lookNow(),
    unseal: secrets.unseal,
    reseal: createReseal(store, secrets),
    random: Math.random,
    settings: {
      processId,
      mediaLiveRoleArn: config.mediaLiveRoleArn ?? localAws?.seeded.mediaLiveRoleArn ?? null,
      project: config.project,
      environment: config.environment,
      idleCleanupMs: config.idleCleanupMs,
      sweptPerHour: config.sweptPerHour,
      restartPrimary: config.restartPrimary,
      quotas,
      leaseMs: alone ? leaseAloneMs : leaseMs,
      alone,
    },
  });
  const lastCheckpoint = () =>
    store.checkpoint().catch((error: unknown) => log.warn({ err: error }, 'the last checkpoint failed'));
  // Among several it is left to whoever leads next.
  if (alone) closers.add(lastCheckpoint);
  closers.add(() => engine.close());
  const primaryChannelId = config.primaryChannelId ?? localAws?.seeded.primaryChannelId ?? null;
  const hints = listenForHints({
    ...{ clock, log, redact: redactor.redact },
    queueUrl: config.sqsUrl ?? localAws?.seeded.queueUrl ?? null,
    local: localAws !== null,
    enabled: () => engine.leads(),
    poller: () => poller,
    countCall: (operation, status) => metrics.awsCalls.inc({ operation, status }),
    countEvent: (outcome) => metrics.awsEvents.inc({ outcome }),
  });
  poller = startPoller({
    ...{ store, clock, log, ...gateways },
    settings: {
      primaryChannelId,
      primaryPlaybackUrl: config.primaryPlaybackUrl,
      timeScale: config.timeScale,
      enabled: () => engine.leads(),
      hears: hints.hears,
      quotasEveryMs: config.quotasEveryMs,
    },
  });
  closers.add(() => poller?.close());
  closers.add(hints.close);
  closers.add(lookWhenLeading(store, clock, poller));
  closers.add(keepCheckpoints(store, clock, () => engine.leads(), log));
  closers.add(keepHeartbeats({ store, clock, leads: () => engine.leads(), log }));
  const looks = lookWhenAsked({ store, poller, leads: () => engine.leads() });
  closers.add(looks.close);
  if (!alone) {
    // Loaded only here: one process needs no Redis, and starts a fifth of a second sooner without its client.
    const { followOthers } = await import('./pubsub/follow-others.ts');
    closers.add(followOthers({ store, clock, log, redisUrl: config.redisUrl }));
  }

  const { staleAfterMs, timeScale } = config;
  const freshness = watchFreshness({ store, clock, staleAfterMs, timeScale });
  closers.add(freshness.close);

  const contextDeps: ContextDeps = {
    freshness,
    store,
    clock,
    settings: {
      defaultFlowId: config.flowArn ?? localAws?.seeded.flowArn ?? null,
      primaryChannelId,
      playbackUrl: config.primaryPlaybackUrl,
      emulated: localAws !== null,
      publicTargetsOnly: !config.privateTargets,
      version: packageVersion(),
      quotas,
      holdings: config.holdings,
    },
    sealKey: secrets.sealKey,
    streamIds: secrets.streamIds,
    rebind: secrets.rebind,
    hash: secrets.hash,
    newId: randomUUID,
    newToken() {
      const token = newToken();
      return { token, hash: secrets.hash(token) };
    },
    redact: redactor.redact,
    hide: redactor.remember,
    lookNow: looks.ask,
    leads: () => engine.leads(),
    readGate: createReadGate(clock, config.historyReads),
  };
  const readiness = createReadiness({ clock, log });
  closers.add(readiness.close);
  readiness.add(() => (store.state.position > 0 ? null : 'The state has not been read from the table yet.'));
  readiness.add(() => leaderlessReason(engine.leaderless(), config.leaderlessMs));

  readiness.add(() => freshness.unobserved()?.reason ?? null);

  const tokens = { admin: adminToken, operator: config.operatorToken, viewer: config.viewerToken };
  for (const [role, token] of Object.entries(tokens)) redactor.hold(`${role} token`, token ? [token] : []);
  const { host, port, allowedOrigins, trustedProxies, socketsPerToken, keepAliveMs, frames } = config;
  const { mutationsPerSecond, queriesPerSecond, queriesPerSecondPerAddress, failedSignInsPerMinute } = config;
  const { operationBytesPerToken, maxQueryCost, maxAnswerValues, auditRecordsPerHour } = config;
  const server = await startServer({
    ...{ schema, contextDeps, metrics, log },
    unreadyReasons: readiness.reasons,
    settings: {
      ...{ host, port, tokens, allowedOrigins, trustedProxies, socketsPerToken, keepAliveMs, frames },
      ...{ mutationsPerSecond, queriesPerSecond, queriesPerSecondPerAddress, failedSignInsPerMinute },
      ...{ operationBytesPerToken, maxQueryCost, maxAnswerValues, auditRecordsPerHour },
      allowedHosts: config.aws === 'local' ? config.allowedHosts : null,
      graphiql: config.aws === 'local',
    },
  });
  closers.add(() => server.close());

  return { url: server.url, port: server.port, localAws, adminToken, store, log, close: closers.close };
}

async function openFolder(config: Config, closers: Closers): Promise<DataFolder | null> {
  if (config.aws !== 'local') return null;
  const folder = await openDataFolder(config.dataDir);
  closers.add(() => folder.close());
  return folder;
}

/** While nobody leads, nothing is observed and nothing asked for is done. */
function leaderlessReason(
  { forMs, because }: ReturnType<Engine['leaderless']>,
  afterMs: number,
): string | null {
  if (forMs < afterMs) return null;
  return `No process has led for ${Math.floor(forMs / 1_000)} s, so AWS is neither watched nor changed. ${because}`;
}

async function startLocalAws(
  config: Config,
  folder: DataFolder | null,
  log: Logger,
  closers: Closers,
): Promise<LocalAws | null> {
  if (!folder) return null;
  const { startEmulator } = await import('../emulator/start-emulator.ts');
  const emulator = await startEmulator({
    port: config.emulatorPort ?? 4010,
    tablePort: config.tablePort ?? 4011,
    portFallback: config.emulatorPort === null,
    tablePortFallback: config.tablePort === null,
    dataDir: join(folder.path, 'emulator'),
    timeScale: config.timeScale,
    video: config.video,
    table: true,
    sources: { allowedHosts: config.allowedHosts, allowedOrigins: config.allowedOrigins },
    log: (line) => log.info({}, `local AWS: ${line}`),
  });
  closers.add(() => emulator.close());
  return emulator;
}
