import { randomUUID } from 'node:crypto';
import { systemClock } from '../../src/clock.ts';
import { put } from '../../src/domain/change.ts';
import { newDestination } from '../../src/domain/commands/new-destination.ts';
import { wish } from '../../src/domain/commands/wish.ts';
import { nothing } from '../../src/domain/decision.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import type { QuotaLimits } from '../../src/domain/quotas.ts';
import type { Destination } from '../../src/domain/records.ts';
import type { State } from '../../src/domain/state.ts';
import { type Engine, startEngine } from '../../src/engine/start-engine.ts';
import { type Poller, startPoller } from '../../src/pubsub/poller.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Store } from '../../src/store/store.ts';
import { startLocalAws } from '../aws/local-aws.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Store, poller and engine over the local AWS: the whole control plane without its public face. */
export async function startControlPlane(
  options: { idleCleanupMs?: number; quotas?: QuotaLimits; restartPrimary?: boolean } = {},
) {
  const aws = await startLocalAws({ hurried: true });
  const table = createMemoryTable();
  let store = await createStore({ table, clock: systemClock, consequences: findConsequences });
  let running: { engine: Engine; poller: Poller };
  let turn = 0;

  function start(): void {
    let engine: Engine | null = null;
    const poller = startPoller({
      store,
      mediaLive: aws.mediaLive,
      mediaConnect: aws.mediaConnect,
      clock: systemClock,
      settings: {
        primaryChannelId: aws.emulator.seeded.primaryChannelId,
        primaryPlaybackUrl: null,
        timeScale: 0,
        enabled: () => engine?.leads() ?? false,
      },
      log: silent,
    });
    turn += 1;
    engine = startEngine({
      store,
      mediaLive: aws.mediaLive,
      mediaConnect: aws.mediaConnect,
      lookNow: () => poller.lookNow(),
      clock: systemClock,
      unseal: (sealed) => sealed,
      random: () => 0.5,
      settings: {
        processId: `test-${turn}`,
        mediaLiveRoleArn: aws.emulator.seeded.mediaLiveRoleArn,
        project: 'lunora',
        environment: 'test',
        idleCleanupMs: options.idleCleanupMs ?? 600_000,
        ...(options.quotas && { quotas: options.quotas }),
        restartPrimary: options.restartPrimary ?? false,
        leaseMs: 8_000,
        alone: true,
      },
      log: silent,
    });
    running = { engine, poller };
  }
  start();

  async function stop(): Promise<void> {
    await running.engine.close();
    await running.poller.close();
  }

  /** Resolves once `holds`, looked at again with every entry. */
  async function until<T>(holds: (state: State) => T | null | undefined | false): Promise<T> {
    const of: Store = store;
    const now = holds(of.state);
    if (now) return now;
    return new Promise<T>((resolve, reject) => {
      const late = setTimeout(() => {
        unfollow();
        const seen = [...of.state.all('destination')].map(({ name, condition, work }) => ({
          name,
          condition,
          work,
        }));
        reject(new Error(`It never came to that: ${JSON.stringify(seen)}`));
      }, 20_000);
      const unfollow = of.onEntry(() => {
        const held = holds(of.state);
        if (!held) return;
        clearTimeout(late);
        unfollow();
        resolve(held);
      });
    });
  }

  const edit = (id: string, change: (destination: Destination, now: string) => Destination) =>
    store.change((state, now) => {
      const destination = state.get('destination', id);
      if (!destination) return nothing(undefined);
      return { changes: [put(state, 'destination', change(destination, now))], events: [], value: undefined };
    });

  return {
    aws,
    get store() {
      return store;
    },
    until,
    edit,
    want: (id: string, desired: Destination['desired'], more: Partial<Destination> = {}) =>
      edit(id, (destination, now) => ({ ...wish(destination, { desired }, now), ...more })),
    untilStatus: (id: string, status: Destination['condition']['status']) =>
      until((state) => {
        const destination = state.get('destination', id);
        return destination?.condition.status === status && destination;
      }),
    untilGone: (id: string) => until((state) => !state.get('destination', id)),
    /** A destination that is recorded and stopped. */
    async create(patch: Partial<Destination> = {}): Promise<string> {
      const flowId = aws.emulator.seeded.flowArn;
      await until(
        (state) => state.get('flow', flowId)?.sources[0]?.connected !== null && state.get('flow', flowId),
      );
      const id = randomUUID();
      await store.change((state, now) => {
        const preset = {
          id: 'p',
          name: 'p',
          width: 1280,
          height: 720,
          framesPerSecond: 30,
          videoBitrate: 3_000_000,
          audioBitrate: 128_000,
          builtIn: true,
          version: 1,
        };
        const destination: Destination = {
          ...newDestination(
            {
              id,
              name: id.slice(0, 8),
              platform: 'CUSTOM',
              deliveryMode: 'DEDICATED_CHANNEL',
              protocol: 'RTMP',
              url: `rtmp://push.example/${id.slice(0, 8)}`,
              backupUrl: null,
              srt: null,
              streamKey: { sealed: 'fake-key', fingerprint: 'f', setAt: now, version: 1 },
              presetId: 'p',
              flowId,
              tags: [],
            },
            now,
          ),
          ...patch,
        };
        const presets = state.get('preset', 'p') ? [] : [put(state, 'preset', preset)];
        return {
          changes: [...presets, put(state, 'destination', destination)],
          events: [],
          value: undefined,
        };
      });
      return id;
    },
    /** The process ends and another begins over the same table. `during`: while nobody runs. */
    async restart(during: () => Promise<void> = async () => {}): Promise<void> {
      await stop();
      await store.close();
      await during();
      store = await createStore({ table, clock: systemClock, consequences: findConsequences });
      start();
    },
    /** What AWS has for a destination, by tag and name. */
    async atAws(id: string) {
      const channels = (await aws.mediaLive.listChannels()).filter(
        ({ tags }) => tags['lunora:destination'] === id,
      );
      const inputs = (await aws.mediaLive.listInputs()).filter(
        ({ tags }) => tags['lunora:destination'] === id,
      );
      const flow = await aws.mediaConnect.describeFlow(aws.emulator.seeded.flowArn);
      const arns = new Set(inputs.map(({ arn }) => arn));
      const outputs = (flow?.outputs ?? []).filter(
        ({ name, mediaLiveInputArn }) => name.includes(id) || arns.has(mediaLiveInputArn ?? ''),
      );
      return { channels, inputs, outputs };
    },
    calls: async (operation: string) =>
      (await aws.calls()).filter((call) => call.operation === operation).length,
    async [Symbol.asyncDispose]() {
      await stop();
      await store.close();
      await aws[Symbol.asyncDispose]();
    },
  };
}
