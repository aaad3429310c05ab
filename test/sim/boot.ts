import { createMediaConnect } from '../../src/aws/create-media-connect.ts';
import { createMediaLive } from '../../src/aws/create-media-live.ts';
import { readEvent } from '../../src/aws/events/read-event.ts';
import { createRateBudget, mediaConnectRates, mediaLiveRates } from '../../src/aws/rate-budget.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import { seedPresets } from '../../src/domain/presets.ts';
import { createRedactor } from '../../src/domain/redaction/create-redactor.ts';
import { type Engine, startEngine } from '../../src/engine/start-engine.ts';
import { keepCheckpoints } from '../../src/keep-checkpoints.ts';
import { lookWhenAsked } from '../../src/look-when-asked.ts';
import { lookWhenLeading } from '../../src/look-when-leading.ts';
import { followOthers } from '../../src/pubsub/follow-others.ts';
import { startPoller } from '../../src/pubsub/poller.ts';
import type { ContextDeps } from '../../src/resolvers/context.ts';
import { createSecrets } from '../../src/secrets.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Store } from '../../src/store/store.ts';
import type { Table } from '../../src/store/table.ts';
import { clientsOf, type Line } from './aws-clients.ts';
import type { SimProcess } from './sim-process.ts';

export interface BootSettings {
  primaryChannelId: string;
  roleArn: string;
  flowArn: string;
  /** No other process can lead. */
  alone: boolean;
  leaseMs: number;
  idleCleanupMs: number;
  /** On the time between looks. */
  pollScale: number;
  /** On the time between reads of what other processes appended. */
  followScale: number;
  hears: boolean;
}

export interface BootDeps {
  process: SimProcess;
  table: Table;
  line: Line;
  /** Which of the program's clients it uses. */
  clients: number;
  settings: BootSettings;
  random: () => number;
  newId: () => string;
  /** Told of every change that it is asked for. */
  onChange(done: Promise<unknown>): void;
  /** Told of every line it logs. */
  onLog(level: string, details: object, message: string): void;
}

/** A running process of Lunora: all of it but the server in front. */
export interface Lunora {
  store: Store;
  engine: Engine;
  context: ContextDeps;
  /** An event of AWS reaches it. */
  hear(body: string): void;
}

export const secretKey = Buffer.alloc(32, 7);

/**
 * Starts what `src/app.ts` starts, over what the simulation gives it, but for the server, what listens for events and
 * what tells the redactor of keys.
 */
export async function boot(deps: BootDeps): Promise<Lunora> {
  const { process, table, line, settings, onLog } = deps;
  const log = {
    debug: (details: object, message: string) => onLog('debug', details, message),
    info: (details: object, message: string) => onLog('info', details, message),
    warn: (details: object, message: string) => onLog('warn', details, message),
    error: (details: object, message: string) => onLog('error', details, message),
  };
  const redactor = createRedactor();
  const secrets = createSecrets(secretKey);
  const store = await createStore({
    ...{ table, log },
    clock: process.clock,
    processId: process.name,
    consequences: findConsequences,
    keepEntries: 200,
    installationId: 'sim',
  });
  const { clock, change } = store;
  store.change = (decide) => {
    const done = change(decide);
    deps.onChange(done);
    return done;
  };
  await store.change(seedPresets);

  const clients = clientsOf(deps.clients, line);
  const { redact } = redactor;
  const mediaLive = createMediaLive({
    client: clients.mediaLive,
    budget: createRateBudget({ clock, ...mediaLiveRates }),
    redact,
    fingerprint: secrets.fingerprint,
  });
  const mediaConnect = createMediaConnect({
    client: clients.mediaConnect,
    onceClient: clients.mediaConnectOnce,
    budget: createRateBudget({ clock, ...mediaConnectRates }),
    redact,
  });

  let lookNow = () => {};
  const engine = startEngine({
    ...{ store, mediaLive, mediaConnect, clock, log },
    lookNow: () => lookNow(),
    unseal: secrets.unseal,
    random: deps.random,
    settings: {
      processId: process.name,
      mediaLiveRoleArn: settings.roleArn,
      project: 'lunora',
      environment: 'sim',
      idleCleanupMs: settings.idleCleanupMs,
      leaseMs: settings.leaseMs,
      alone: settings.alone,
      quotas: { channels: 10, pushInputs: 10 },
    },
  });
  const leads = () => engine.leads();
  const poller = startPoller({
    ...{ store, mediaLive, mediaConnect, clock, log },
    settings: {
      primaryChannelId: settings.primaryChannelId,
      primaryPlaybackUrl: null,
      timeScale: settings.pollScale,
      alertSlotScale: settings.pollScale,
      enabled: leads,
      hears: () => settings.hears,
    },
  });
  lookNow = () => poller.lookNow();
  lookWhenLeading(store, clock, poller);
  keepCheckpoints(store, clock, leads, log);
  const looks = lookWhenAsked({ store, poller, leads });
  const timeScale = settings.followScale;
  if (!settings.alone) followOthers({ store, clock, log, redisUrl: null, timeScale });

  return {
    store,
    engine,
    context: {
      ...{ store, clock, leads },
      settings: {
        defaultFlowId: settings.flowArn,
        primaryChannelId: settings.primaryChannelId,
        playbackUrl: null,
        emulated: true,
        version: '0.0.0',
        quotas: { channels: 10, pushInputs: 10 },
      },
      sealKey: secrets.sealKey,
      streamIds: secrets.streamIds,
      redact: redact,
      hide: redactor.remember,
      hash: secrets.hash,
      newId: deps.newId,
      newToken: () => ({ token: '', hash: '' }),
      lookNow: looks.ask,
    },
    hear(body) {
      if (!engine.leads()) return;
      const read = readEvent(body);
      if ('hint' in read)
        void poller.hint(read.hint).catch((error: unknown) => log.warn({ err: error }, 'a hint failed'));
    },
  };
}
