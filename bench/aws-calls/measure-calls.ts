import { put } from '../../src/domain/change.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import type { State } from '../../src/domain/state.ts';
import { type Engine, startEngine } from '../../src/engine/start-engine.ts';
import { startPoller } from '../../src/pubsub/poller.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Figures } from '../figures.ts';
import { sampleDestination, samplePreset } from '../sample-records.ts';
import { startInProcessAws } from './in-process-aws.ts';
import { moreFlows } from './more-flows.ts';
import { createVirtualClock } from './virtual-clock.ts';

export const counts = [10, 100, 1_000] as const;

export interface CallsResult {
  destinations: number;
  flows: number;
  /** Everything runs and nothing changes; events of AWS are heard. */
  settled: number;
  /** The same where there is no queue to hear them by. */
  settledUnheard: number;
  /** One of the channels is STARTING all the time. */
  moving: number;
}

/** A flow takes 50 outputs, and some room is left. */
const destinationsPerFlow = 48;
const raised = { channels: 2_000, pushInputs: 2_000, flows: 50, outputsPerFlow: 50 };
const minuteMs = 60_000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Calls to MediaLive and MediaConnect in a minute of virtual time, with so many destinations on air: the real engine,
 * poller and SDK clients at AWS's pace, over a local AWS whose quotas are raised.
 */
export async function measureCalls(destinations: number): Promise<CallsResult> {
  let underWay = 0;
  let building = true;
  let hears = true;
  const clock = createVirtualClock(() => underWay > 0);
  const aws = await startInProcessAws(
    clock,
    (change) => {
      underWay += change;
    },
    () => building,
  );
  const { settings, channels, flows: kept } = aws.emulator.world.account;
  settings.quotas = raised;
  settings.throttle = { perSecond: 1_000_000, burst: 1_000_000 };
  const flowCount = Math.ceil(destinations / destinationsPerFlow);
  const flows = [aws.emulator.seeded.flowArn, ...(await moreFlows(aws.client, flowCount - 1))];
  for (const flow of Object.values(kept)) flow.encoderSending = true;

  const store = await createStore({ table: createMemoryTable(), clock, consequences: findConsequences });
  const { mediaLive, mediaConnect } = aws;
  let engine: Engine | null = null;
  const poller = startPoller({
    ...{ store, mediaLive, mediaConnect, clock, log: silent },
    settings: {
      primaryChannelId: aws.emulator.seeded.primaryChannelId,
      primaryPlaybackUrl: null,
      get timeScale() {
        return building ? 0.5 : 1;
      },
      enabled: () => engine?.leads() ?? false,
      hears: () => hears,
    },
  });
  engine = startEngine({
    ...{ store, mediaLive, mediaConnect, clock, log: silent },
    lookNow: () => poller.lookNow(),
    unseal: (sealed) => sealed,
    random: () => 0.5,
    settings: {
      processId: 'bench',
      mediaLiveRoleArn: aws.emulator.seeded.mediaLiveRoleArn,
      project: 'lunora',
      environment: 'bench',
      idleCleanupMs: 10 * minuteMs,
      leaseMs: minuteMs,
      alone: true,
    },
  });

  async function callsPerMinute(minutes: number): Promise<number> {
    const before = aws.calls();
    await clock.run(minutes * minuteMs);
    return (aws.calls() - before) / minutes;
  }

  try {
    await clock.run(5_000);
    await store.change((state) => ({
      changes: Array.from({ length: 5 }, (_, index) => put(state, 'preset', samplePreset(index))),
      events: [],
      value: null,
    }));
    await Promise.all(
      Array.from({ length: destinations }, (_, index) =>
        store.change((state) => {
          const destination = {
            ...sampleDestination(index, flows[index % flows.length] ?? ''),
            url: `rtmps://live.example/app${index}`,
            desired: 'RUNNING' as const,
          };
          return { changes: [put(state, 'destination', destination)], events: [], value: null };
        }),
      ),
    );
    for (let seconds = 0; !allRun(store.state); seconds += 1) {
      if (seconds === 300) throw new Error(`Not all of ${destinations} came on air: ${told(store.state)}`);
      await clock.run(1_000);
    }
    building = false;
    await clock.run(minuteMs);
    const settled = await callsPerMinute(3);
    hears = false;
    await clock.run(minuteMs);
    const settledUnheard = await callsPerMinute(1);
    hears = true;
    const [one] = Object.values(channels).filter(({ state }) => state === 'RUNNING');
    if (!one) throw new Error('No channel runs.');
    one.state = 'STARTING';
    poller.lookNow();
    await clock.run(minuteMs / 2);
    const moving = await callsPerMinute(2);
    return { destinations, flows: flows.length, settled, settledUnheard, moving };
  } finally {
    await engine.close();
    await poller.close();
    await store.close();
    await aws.close();
  }
}

function allRun(state: State): boolean {
  for (const { condition } of state.all('destination')) if (condition.status !== 'RUNNING') return false;
  return true;
}

function told(state: State): string {
  const [first] = [...state.all('destination')].filter(({ condition }) => condition.status !== 'RUNNING');
  return JSON.stringify({ condition: first?.condition, work: first?.work });
}

export function callsFigures(results: readonly CallsResult[]): Figures {
  const figures: Figures = new Map();
  for (const { destinations, settled, moving } of results) {
    figures.set(`aws.callsPerMinute.settled.${destinations}`, settled);
    figures.set(`aws.callsPerMinute.moving.${destinations}`, moving);
  }
  return figures;
}
