import { expect, it } from 'vitest';
import { learnChannel, learnInput, learnOutput } from '../../src/domain/answers.ts';
import type { SeenChannel, SeenInput, SeenOutput } from '../../src/domain/aws.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import { findOrphans } from '../../src/domain/orphans.ts';
import { orphanGraceMs } from '../../src/domain/policy.ts';
import type { EngineDeps } from '../../src/engine/deps.ts';
import type { ReconcileDeps } from '../../src/engine/reconcile-destination.ts';
import { createSweep } from '../../src/engine/sweep-orphans.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { createManualClock } from '../_kit/manual-clock.ts';

const flowArn = 'arn:flow';

async function start() {
  const clock = createManualClock();
  const store = await createStore({ table: createMemoryTable(), clock, consequences: findConsequences });
  const tags = {
    'lunora:installation': store.installationId,
    'lunora:destination': 'gone',
    'lunora:generation': '1',
  };
  const done: string[] = [];
  const channel: SeenChannel = {
    id: '1',
    arn: 'arn:channel:1',
    name: 'left',
    state: 'IDLE',
    channelClass: 'SINGLE_PIPELINE',
    pipelinesRunning: 0,
    inputIds: ['2'],
    pushUrls: [],
    tags,
  };
  const input: SeenInput = {
    id: '2',
    arn: 'arn:input:2',
    name: 'left',
    state: 'DETACHED',
    type: 'MEDIACONNECT',
    flowArns: [flowArn],
    channelIds: [],
    tags,
  };
  const output: SeenOutput = {
    arn: 'arn:output:3',
    name: `lunora-${store.installationId}-gone-1`,
    protocol: 'srt-caller',
    destination: 'x',
    port: 1,
    listenerAddress: null,
    enabled: true,
    mediaLiveInputArn: null,
  };
  const note =
    (what: string) =>
    async (...ids: string[]) =>
      void done.push(`${what} ${ids.at(-1)}`);
  const deps = {
    store,
    clock,
    mediaLive: {
      stopChannel: async (id: string) => {
        done.push(`stop ${id}`);
        return { ...channel, id, state: 'STOPPING' };
      },
      deleteChannel: note('delete channel'),
      deleteInput: note('delete input'),
    },
    mediaConnect: { removeOutput: note('remove output') },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  } as unknown as EngineDeps;
  const sweep = createSweep(deps);
  return {
    clock,
    store,
    done,
    channel,
    input,
    output,
    seeChannel: (seen: Partial<SeenChannel> = {}) =>
      store.change((state, now) => ({ ...learnChannel(state, { ...channel, ...seen }, now), value: null })),
    seeInput: (seen: Partial<SeenInput> = {}) =>
      store.change((state, now) => ({ ...learnInput(state, { ...input, ...seen }, now), value: null })),
    seeOutput: (seen: Partial<SeenOutput> = {}) =>
      store.change((state, now) => ({
        ...learnOutput(state, flowArn, { ...output, ...seen }, now),
        value: null,
      })),
    sweep: () =>
      sweep({
        store,
        lease: { epoch: () => 1, check: () => 1, outlasts: () => true },
      } as unknown as ReconcileDeps),
  };
}

it('removes what carries our name or tag and has no owner, after the grace period and not before', async () => {
  const world = await start();
  await world.seeChannel();
  await world.seeInput({ id: '9', arn: 'arn:input:9' });
  await world.seeOutput();
  await world.sweep();
  world.clock.advance(orphanGraceMs - 1);
  await world.sweep();
  expect(world.done).toEqual([]);
  world.clock.advance(1);
  await world.sweep();
  expect(world.done.sort()).toEqual(['delete channel 1', 'delete input 9', 'remove output arn:output:3']);
});

it('stops what runs first, and leaves an input until its channel has let it go', async () => {
  const world = await start();
  await world.seeChannel({ state: 'RUNNING', pipelinesRunning: 1 });
  await world.seeInput({ state: 'ATTACHED', channelIds: ['1'] });
  await world.sweep();
  world.clock.advance(orphanGraceMs);
  await world.sweep();
  expect(world.done).toEqual(['stop 1']);
  await world.sweep();
  expect(world.done).toEqual(['stop 1']);
});

it('never touches what others made, what MediaLive manages, or another installation’s', async () => {
  const world = await start();
  await world.seeChannel({ tags: {} });
  await world.seeChannel({ id: '5', tags: { ...world.channel.tags, 'lunora:installation': 'other' } });
  await world.seeInput({ tags: {} });
  await world.seeOutput({ mediaLiveInputArn: 'arn:input:2' });
  await world.seeOutput({ arn: 'arn:output:4', name: 'somebody-elses' });
  expect(findOrphans(world.store.state, world.store.installationId)).toEqual([]);
});
