import { expect, it } from 'vitest';
import { AwsError } from '../../src/aws/aws-error.ts';
import type { ActOptions } from '../../src/aws/media-live.ts';
import { instant } from '../../src/clock.ts';
import { learnChannel, learnInput, learnOutput } from '../../src/domain/answers.ts';
import type { SeenChannel, SeenInput, SeenOutput } from '../../src/domain/aws.ts';
import { put } from '../../src/domain/change.ts';
import { askSweep } from '../../src/domain/commands/ask-sweep.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import { judgeOrphan } from '../../src/domain/judge-orphan.ts';
import { newWork } from '../../src/domain/new-work.ts';
import { findOrphans } from '../../src/domain/orphans.ts';
import { orphanGraceMs } from '../../src/domain/policy.ts';
import type { ReconcileDeps } from '../../src/engine/reconcile-deps.ts';
import { SweepLimit } from '../../src/engine/sweep-limit.ts';
import { sweepOrphans } from '../../src/engine/sweep-orphans.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { deletion } from '../_kit/deletion.ts';
import { createManualClock } from '../_kit/manual-clock.ts';
import { anyone } from '../domain/commands/ask.ts';
import { destination } from '../resolvers/sample.ts';

const flowArn = 'arn:flow';
async function start() {
  const clock = createManualClock();
  const table = createMemoryTable();
  const open = () => createStore({ table, clock, consequences: findConsequences });
  let store = await open();
  await store.change((_state, now) => ({ changes: [], events: [deletion('gone', now)], value: null }));
  const tags = {
    'lunora:installation': store.installationId,
    'lunora:destination': 'gone',
    'lunora:generation': '1',
  };
  const limit = new SweepLimit(clock, 20, () => {});
  const done: string[] = [];
  const refusing = { reason: '' };
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
    settingsDigest: 'settings',
    enabled: true,
    mediaLiveInputArn: null,
  };
  const note =
    (what: string) =>
    async (...args: unknown[]) => {
      mayRepeat = (args.at(-1) as Required<ActOptions>).mayRepeat;
      done.push(`${what} ${args.filter((arg) => typeof arg === 'string').at(-1)}`);
      if (refusing.reason) throw new AwsError('DENIED', what, refusing.reason);
    };
  let mayRepeat = () => true;
  let leads = true;
  const leading = { epoch: () => 1, check: () => 1, outlasts: () => leads };
  return {
    clock,
    open,
    get store() {
      return store;
    },
    done,
    refusing,
    channel,
    input,
    output,
    orphans: () =>
      findOrphans(store.state, store.installationId).map((orphan) =>
        judgeOrphan(store.state, orphan, instant(clock.now())),
      ),
    events: async () =>
      (await store.historyFor().events({ newestFirst: true, limit: 50 })).map(({ message }) => message),
    mayRepeat: () => mayRepeat(),
    loseLead() {
      leads = false;
    },
    /** Another process takes over: all it knows is in the table. */
    async takeOver() {
      await store.close();
      store = await open();
    },
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
      sweepOrphans(
        {
          store,
          clock,
          lease: leading,
          lookNow: () => {},
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
        } as unknown as ReconcileDeps,
        limit,
      ),
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

it('sends no removal again that another process may have taken over, or that has done its work', async () => {
  const world = await start();
  await world.seeChannel();
  await world.sweep();
  world.clock.advance(orphanGraceMs);
  world.refusing.reason = 'It got no answer.';
  await world.sweep();
  expect(world.done).toEqual(['delete channel 1']);
  expect(world.mayRepeat()).toBe(true);
  world.loseLead();
  expect(world.mayRepeat()).toBe(false);

  const other = await start();
  await other.seeChannel();
  await other.sweep();
  other.clock.advance(orphanGraceMs);
  await other.sweep();
  expect(other.mayRepeat()).toBe(false);
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

it('counts the grace period from when it was first seen, over a restart and a change of leader', async () => {
  const world = await start();
  await world.seeChannel();
  await world.sweep();
  const [{ firstSeenAt } = { firstSeenAt: null }] = world.orphans();
  expect(firstSeenAt).toBe(instant(world.clock.now()));
  world.clock.advance(orphanGraceMs - 1);
  // While anybody leads, the log goes on and says how much time has passed.
  await world.seeChannel();
  await world.takeOver();
  await world.sweep();
  expect(world.done).toEqual([]);
  expect(world.orphans()).toMatchObject([{ firstSeenAt, reason: 'GRACE_PERIOD' }]);
  await world.seeChannel();
  await world.takeOver();
  await world.sweep();
  world.clock.advance(1);
  await world.sweep();
  expect(world.done).toEqual(['delete channel 1']);
});

it('waits out the grace period however far its clock is set forward meanwhile', async () => {
  const world = await start();
  await world.seeChannel();
  await world.sweep();
  world.clock.advance(60_000);
  world.clock.step(5 * 3_600_000);
  await world.sweep();
  expect(world.done).toEqual([]);
  world.clock.advance(orphanGraceMs - 60_001);
  await world.sweep();
  expect(world.done).toEqual([]);
  world.clock.advance(1);
  await world.sweep();
  expect(world.done).toEqual(['delete channel 1']);
});

it('comes back as soon as a grace period ends, and every minute otherwise', async () => {
  const world = await start();
  expect(await world.sweep()).toEqual({ afterMs: 60_000 });
  await world.seeChannel();
  expect(await world.sweep()).toEqual({ afterMs: 60_000 });
  world.clock.advance(orphanGraceMs - 7_000);
  expect(await world.sweep()).toEqual({ afterMs: 7_000 });
});

it('reads its own records after AWS was listed: what another process has made an owner of meanwhile stays', async () => {
  const world = await start();
  await world.seeChannel();
  await world.sweep();
  world.clock.advance(orphanGraceMs);
  const elsewhere = await world.open();
  const owner = destination('gone', {
    work: { ...newWork, channel: { requestId: 'r', id: '1', configVersion: 1, presetVersion: 1 } },
  });
  await elsewhere.change((state) => ({
    changes: [put(state, 'destination', owner)],
    events: [],
    value: null,
  }));
  await elsewhere.close();
  expect(world.orphans()).toMatchObject([{ id: '1', reason: 'READY' }]);
  await world.sweep();
  expect(world.done).toEqual([]);
  expect(world.orphans()).toEqual([]);
});

it('says why AWS did not remove it, tries again, and writes the same failure once', async () => {
  const world = await start();
  await world.seeChannel();
  await world.sweep();
  world.clock.advance(orphanGraceMs);
  world.refusing.reason = 'not allowed';
  await world.sweep();
  expect(world.orphans()).toMatchObject([
    { reason: 'LAST_TRY_FAILED', sweepable: true, message: expect.stringContaining('not allowed') },
  ]);
  const { position } = world.store.state;
  await world.sweep();
  expect(world.done).toHaveLength(2);
  expect(world.store.state.position).toBe(position);
  world.refusing.reason = '';
  await world.sweep();
  expect(world.store.state.get('channel', '1')?.state).toBe('DELETING');
  expect(world.orphans()).toMatchObject([{ reason: 'CHANGING', sweepable: false }]);
});

it('forgets its notes of what is gone, or has an owner', async () => {
  const world = await start();
  await world.seeOutput();
  await world.sweep();
  expect([...world.store.state.all('orphan')]).toHaveLength(1);
  world.clock.advance(orphanGraceMs);
  await world.sweep();
  await world.sweep();
  expect([...world.store.state.all('orphan')]).toEqual([]);
});

it('keeps the grace period when a caller asks, and forgets the wish once it was tried', async () => {
  const world = await start();
  const ask = () => world.store.change(askSweep(world.store.installationId, anyone));
  await world.seeChannel();
  expect(await ask()).toEqual([]);
  await world.sweep();
  expect(await ask()).toEqual([]);
  await world.sweep();
  expect(world.done).toEqual([]);
  world.clock.advance(orphanGraceMs);
  expect(await ask()).toEqual(['channel 1']);
  const { position } = world.store.state;
  expect(await ask()).toEqual(['channel 1']);
  expect(world.store.state.position).toBe(position);
  world.refusing.reason = 'not allowed';
  await world.sweep();
  expect(world.store.state.get('orphan', 'channel 1')).toMatchObject({
    asked: false,
    failure: 'not allowed',
  });
});

/** What AWS has of a destination that this table knows nothing of. */
const unknown = (world: Awaited<ReturnType<typeof start>>) => ({
  state: 'RUNNING' as const,
  pipelinesRunning: 1,
  tags: { ...world.channel.tags, 'lunora:destination': 'never-seen' },
});

it('leaves what no record shows that it made, says so once, and what of it is on air', async () => {
  const world = await start();
  await world.seeChannel(unknown(world));
  await world.seeOutput({ name: `lunora-${world.store.installationId}-never-seen-1` });
  await world.sweep();
  for (let hour = 0; hour < 3; hour += 1) {
    world.clock.advance(3_600_000);
    await world.sweep();
  }
  expect(world.done).toEqual([]);
  expect(world.orphans()).toMatchObject([
    { type: 'channel', reason: 'NOT_RECORDED', sweepable: false, onAir: true },
    { type: 'output', reason: 'NOT_RECORDED', sweepable: false, onAir: false },
  ]);
  const told = (await world.events()).filter((message) => message.includes('no record shows'));
  expect(told).toHaveLength(2);
  expect(told.join()).toContain('the channel left (RUNNING, on air)');
});

it('removes it step by step once a caller asks', async () => {
  const world = await start();
  await world.seeChannel(unknown(world));
  await world.sweep();
  world.clock.advance(orphanGraceMs);
  await world.sweep();
  expect(await world.store.change(askSweep(world.store.installationId, anyone))).toEqual(['channel 1']);
  await world.sweep();
  expect(world.done).toEqual(['stop 1']);
  await world.seeChannel({ ...unknown(world), state: 'IDLE' });
  await world.sweep();
  expect(world.done).toEqual(['stop 1', 'delete channel 1']);
});

it('takes a table restored from a backup for no proof: what was made after it stays', async () => {
  const world = await start();
  const restored = destination('gone', { work: { ...newWork, generation: 1 } });
  await world.store.change((state) => ({
    changes: [put(state, 'destination', restored)],
    events: [],
    value: null,
  }));
  await world.seeChannel({ id: '7', tags: { ...world.channel.tags, 'lunora:generation': '1' } });
  await world.seeOutput({ name: `lunora-${world.store.installationId}-gone-0` });
  const later = destination('later', { work: { ...newWork, generation: 1 } });
  await world.store.change((state) => ({
    changes: [put(state, 'destination', later)],
    events: [],
    value: null,
  }));
  const since = { ...world.channel.tags, 'lunora:destination': 'later', 'lunora:generation': '2' };
  await world.seeChannel({ id: '8', state: 'RUNNING', tags: since });
  await world.sweep();
  world.clock.advance(orphanGraceMs);
  await world.sweep();
  expect(world.done.sort()).toEqual(['delete channel 7', 'remove output arn:output:3']);
  expect(world.orphans().find(({ id }) => id === '8')).toMatchObject({ reason: 'NOT_RECORDED' });
});

it('begins with no more than its limit by the hour, but with all that a caller asks for', async () => {
  const world = await start();
  for (let n = 0; n < 25; n += 1) await world.seeInput({ id: `${100 + n}`, arn: `arn:input:${100 + n}` });
  await world.sweep();
  world.clock.advance(orphanGraceMs);
  await world.sweep();
  expect(world.done).toHaveLength(20);
  await world.sweep();
  expect(world.done).toHaveLength(20);
  await world.store.change(askSweep(world.store.installationId, anyone));
  await world.sweep();
  expect(world.done).toHaveLength(25);
});
