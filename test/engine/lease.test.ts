import { expect, it } from 'vitest';
import type { ActOptions } from '../../src/aws/media-live.ts';
import { put } from '../../src/domain/change.ts';
import { wish } from '../../src/domain/commands/wish.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import type { Change } from '../../src/domain/log.ts';
import { builtInPresets } from '../../src/domain/presets.ts';
import type { Channel, Destination, Flow } from '../../src/domain/records.ts';
import { startEngine } from '../../src/engine/start-engine.ts';
import { createStore } from '../../src/store/create-store.ts';
import { leaseKey } from '../../src/store/keys.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Store } from '../../src/store/store.ts';
import type { Key, Table } from '../../src/store/table.ts';
import { createManualClock, settled } from '../_kit/manual-clock.ts';
import { channel, destination, flow } from '../resolvers/sample.ts';

/** As the app sets it. */
const leaseMs = 6_000;
const takeoverMs = 10_000;

const primary = channel('1', { role: 'PRIMARY', state: 'RUNNING' });

/** What a caller wishes for the primary channel, at whichever process. */
const wishFor = (store: Store, wish: 'START' | 'STOP', more: Partial<Channel> = {}) =>
  store.change((state) => ({
    changes: [put(state, 'channel', { ...primary, ...state.get('channel', primary.id), ...more, wish })],
    events: [],
    value: undefined,
  }));

/** A process with a clock of its own: one whose clock stands still is paused, one that is never moved again is dead. */
async function startEngineProcess(table: Table, processId: string, aheadMs = 0) {
  const clock = createManualClock();
  clock.step(aheadMs);
  const store = await createStore({ table, clock, consequences: findConsequences });
  const acts: string[] = [];
  const lines: string[] = [];
  const write = (_details: object, message: string) => void lines.push(message);
  /** What AWS is asked to make comes back only when it is told to. */
  let answer = () => {};
  /** What the last act was told of when it may be sent again. */
  let mayRepeat: () => boolean = () => true;
  const engine = startEngine({
    store,
    clock: store.clock,
    mediaLive: {
      createInput: (args: { name: string }, options: Required<ActOptions>) =>
        new Promise((resolve) => {
          acts.push(`createInput ${args.name}`);
          mayRepeat = options.mayRepeat;
          answer = () =>
            resolve({
              ...{ id: '7', arn: 'arn:input:7', name: args.name, state: 'DETACHED', type: 'MEDIACONNECT' },
              ...{ flowArns: [], channelIds: [], tags: {} },
            });
        }),
      createChannel: async () => {
        acts.push('createChannel');
        return new Promise(() => {});
      },
      stopChannel: (id: string, options: Required<ActOptions>) =>
        new Promise((resolve) => {
          acts.push(`stopChannel ${id}`);
          mayRepeat = options.mayRepeat;
          answer = () => resolve({ ...primary, state: 'STOPPING' });
        }),
      startChannel: async () => {
        acts.push('startChannel');
        return { ...primary, state: 'STARTING' };
      },
      listChannels: async () => [],
      listInputs: async () => [],
    } as never,
    mediaConnect: {
      describeFlow: async () => null,
      listFlows: async () => [],
      startFlow: (_arn: string, options: Required<ActOptions>) => {
        acts.push('startFlow');
        mayRepeat = options.mayRepeat;
        return new Promise(() => {});
      },
    } as never,
    lookNow() {},
    unseal: (sealed) => sealed,
    random: () => 0.5,
    settings: {
      processId,
      mediaLiveRoleArn: 'arn:role',
      project: 'lunora',
      environment: 'test',
      idleCleanupMs: 600_000,
      leaseMs,
      alone: false,
    },
    log: { debug() {}, info: write, warn: write, error: write },
  });
  await settled();
  return {
    clock,
    store,
    acts,
    lines,
    engine,
    answer: () => answer(),
    mayRepeat: () => mayRepeat(),
    leader: () => store.state.get('leadership', 'leader'),
  };
}

type EngineProcess = Awaited<ReturnType<typeof startEngineProcess>>;

/** A destination that is wanted on air, with all around it well: what leads makes its input. */
const want = (store: Store) =>
  store.change((state) => ({
    changes: [
      ...builtInPresets.map((preset) => put(state, 'preset', preset)),
      put(state, 'flow', flow('one')),
      put(state, 'destination', destination('d', { desired: 'RUNNING', presetId: 'default-1080p30' })),
    ] as Change[],
    events: [],
    value: undefined,
  }));

/** The same, wished at another process. */
const wantOne = async (table: Table) =>
  want(await createStore({ table, clock: createManualClock(), consequences: findConsequences }));

it('is led by one process at a time, and by another within ten seconds after it died', async () => {
  const table = createMemoryTable();
  const first = await startEngineProcess(table, 'first');
  const others = [await startEngineProcess(table, 'second'), await startEngineProcess(table, 'third')];
  expect(first.engine.leads()).toBe(true);
  for (let at = 0; at < 60_000; at += 500) {
    for (const { clock } of [first, ...others]) await clock.run(500);
    expect([first, ...others].map(({ engine }) => engine.leads())).toEqual([true, false, false]);
  }

  await wantOne(table);
  let took = 0;
  while (!others.some(({ engine }) => engine.leads()) && took < 60_000) {
    for (const { clock } of others) await clock.run(100);
    took += 100;
  }
  expect(took).toBeLessThan(takeoverMs);
  const heir = others.find(({ engine }) => engine.leads());
  expect(others.filter(({ engine }) => engine.leads())).toEqual([heir]);
  expect(heir?.leader()?.epoch).toBe(2);
  expect(heir?.acts).toHaveLength(1);
});

const hourMs = 3_600_000;

it.each([
  ['two hours ahead', 2 * hourMs],
  ['two hours behind', -2 * hourMs],
  ['forty seconds ahead', 40_000],
  ['forty seconds behind', -40_000],
])('is led by another within ten seconds after a leader died whose clock is %s', async (_, ms) => {
  const table = createMemoryTable();
  const first = await startEngineProcess(table, 'first', ms);
  const second = await startEngineProcess(table, 'second');
  for (let at = 0; at < 30_000; at += 500) {
    for (const { clock } of [first, second]) await clock.run(500);
    expect([first.engine.leads(), second.engine.leads()]).toEqual([true, false]);
  }
  await second.clock.run(takeoverMs);
  expect(second.engine.leads()).toBe(true);
  expect(second.leader()).toMatchObject({ processId: 'second', epoch: 2 });
  await wantOne(table);
  await second.store.catchUp();
  await settled();
  expect(second.acts).toHaveLength(1);
});

it.each([2 * hourMs, -2 * hourMs])('keeps the lead when its clock is set by %i ms', async (ms) => {
  const table = createMemoryTable();
  const first = await startEngineProcess(table, 'first');
  const second = await startEngineProcess(table, 'second');
  first.clock.step(ms);
  for (let at = 0; at < 30_000; at += 500) {
    for (const { clock } of [first, second]) await clock.run(500);
  }
  expect([first.engine.leads(), second.engine.leads()]).toEqual([true, false]);
  expect(second.lines).toEqual([]);
  await wantOne(table);
  await first.store.catchUp();
  await settled();
  expect(first.acts).toHaveLength(1);
});

it('says for how long nobody has led, and why, at every process', async () => {
  const table = createMemoryTable();
  let writes = true;
  const update: Table['update'] = (...args) =>
    writes ? table.update(...args) : Promise.reject(new Error('There is no table.'));
  const first = await startEngineProcess({ ...table, update }, 'first');
  const second = await startEngineProcess({ ...table, update }, 'second');
  const run = async (ms: number) => {
    for (let at = 0; at < ms; at += 500) {
      for (const { clock, store } of [first, second]) {
        await clock.run(500);
        await store.catchUp();
      }
    }
  };
  await run(60_000);
  expect(first.engine.leaderless().forMs).toBe(0);
  expect(second.engine.leaderless().forMs).toBeLessThanOrEqual(leaseMs / 2);

  // Neither renews nor begins an epoch from now on.
  writes = false;
  await run(60_000);
  const reasons = [first, second].map(({ engine }) => {
    expect(engine.leads()).toBe(false);
    const { forMs, because } = engine.leaderless();
    expect(forMs).toBeGreaterThan(45_000);
    return because;
  });
  expect(reasons).toContain('The lease or the log cannot be read or written.');
  writes = true;
  await run(20_000);
  expect([first, second].filter(({ engine }) => engine.leads())).toHaveLength(1);
  expect(Math.max(...[first, second].map(({ engine }) => engine.leaderless().forMs))).toBeLessThan(leaseMs);
});

it('leaves the lease to another when it cannot begin an epoch under it', async () => {
  const table = createMemoryTable();
  let blocked = true;
  const update: Table['update'] = (key, ...rest) =>
    blocked && key.pk === 'HEAD'
      ? Promise.reject(new Error('There is no table.'))
      : table.update(key, ...rest);
  const unable = await startEngineProcess({ ...table, update }, 'unable');
  const able = await startEngineProcess(table, 'able');
  for (let at = 0; at < 60_000 && !able.engine.leads(); at += 500) {
    for (const { clock } of [unable, able]) await clock.run(500);
  }
  expect(able.engine.leads()).toBe(true);
  expect(unable.engine.leads()).toBe(false);
  blocked = false;
});

it('takes the place of one that says goodbye without waiting for its lease to run out', async () => {
  const table = createMemoryTable();
  const first = await startEngineProcess(table, 'first');
  const second = await startEngineProcess(table, 'second');
  await first.engine.close();
  await second.clock.run(leaseMs / 4);
  expect(second.engine.leads()).toBe(true);
});

it('refuses every act of a process that was paused while another took over', async () => {
  const table = createMemoryTable();
  const paused = await startEngineProcess(table, 'paused');
  const heir = await startEngineProcess(table, 'heir');
  await heir.clock.run(takeoverMs);
  expect(heir.engine.leads()).toBe(true);
  await wantOne(table);
  await heir.store.catchUp();
  await settled();
  expect(heir.acts).toHaveLength(1);

  // It wakes up where it stopped, sure that it leads; its clock has not moved yet.
  expect(paused.engine.leads()).toBe(true);
  await paused.store.catchUp();
  await settled();
  expect(paused.acts).toEqual([]);
  for (let at = 0; at < takeoverMs; at += 500) {
    for (const { clock } of [heir, paused]) await clock.run(500);
  }
  expect(paused.engine.leads()).toBe(false);
  expect(paused.acts).toEqual([]);
  expect(heir.leader()).toMatchObject({ processId: 'heir', epoch: 2 });
});

/** A process that waits for its answer while another one leads already. */
async function startOvertaken() {
  const table = createMemoryTable();
  const late = await startEngineProcess(table, 'late');
  await wantOne(table);
  await late.store.catchUp();
  await settled();
  const heir = await startEngineProcess(table, 'heir');
  await heir.clock.run(takeoverMs);
  return { late, heir };
}

it('takes what AWS answers to a process that lost its lease meanwhile for what it is: a fact', async () => {
  const { late, heir } = await startOvertaken();
  expect(late.acts).toHaveLength(1);
  expect(heir.engine.leads()).toBe(true);
  // Found announced, so it is asked for again under the same request.
  expect(heir.acts).toEqual(late.acts);

  late.answer();
  await settled();
  expect(late.acts).toHaveLength(1);
  await heir.store.catchUp();
  expect(heir.store.state.get('destination', 'd')?.work.input?.id).toBe('7');
  heir.answer();
  await settled();
  expect(heir.acts).toEqual([...late.acts, 'createChannel']);
  expect(late.acts).toHaveLength(1);
});

it('begins again where another epoch was begun that holds no lease, so that somebody leads', async () => {
  const table = createMemoryTable();
  const leader = await startEngineProcess(table, 'leader');
  expect(leader.leader()).toMatchObject({ processId: 'leader', epoch: 1 });
  await leader.store.change((state) => ({
    changes: [put(state, 'leadership', { id: 'leader', epoch: 2, processId: 'late' })],
    events: [],
    value: undefined,
  }));
  await leader.clock.run(takeoverMs);
  expect(leader.leader()).toMatchObject({ processId: 'leader', epoch: 3 });
  await wantOne(table);
  await leader.store.catchUp();
  await settled();
  expect(leader.acts).toHaveLength(1);
});

it('records nothing of an answer that another leader has outrun', async () => {
  const { late, heir } = await startOvertaken();
  heir.answer();
  await settled();
  expect(heir.acts).toEqual([...late.acts, 'createChannel']);
  const before = heir.store.state.position;

  late.answer();
  await settled();
  await heir.store.catchUp();
  expect(heir.store.state.position).toBe(before);
  expect(heir.store.state.get('destination', 'd')?.work.act).toMatchObject({ step: 'createChannel' });
});

it('repeats no act that another leader has taken over', async () => {
  const table = createMemoryTable();
  const late = await startEngineProcess(table, 'late');
  await wantOne(table);
  await late.store.catchUp();
  await settled();
  expect(late.acts).toHaveLength(1);
  expect(late.mayRepeat()).toBe(true);
  const heir = await startEngineProcess(table, 'heir');
  await heir.clock.run(takeoverMs);
  expect(heir.acts).toEqual(late.acts);
  expect(heir.mayRepeat()).toBe(true);

  await late.store.catchUp();
  expect(late.mayRepeat()).toBe(false);
});

/** What makes a leader act and wait for the answer, and what makes that act needless. */
const asks: Record<
  string,
  { act: string; ask(store: Store): Promise<void>; undo(store: Store): Promise<void> }
> = {
  'a destination': {
    act: 'createInput',
    ask: want,
    undo: (store) =>
      store.change((state) => {
        const wanted = state.get('destination', 'd') as Destination;
        return {
          changes: [put(state, 'destination', wish(wanted, { desired: 'STOPPED' }, wanted.wishedAt))],
          events: [],
          value: undefined,
        };
      }),
  },
  'a channel of its own': {
    act: 'stopChannel',
    ask: (store) => wishFor(store, 'STOP'),
    undo: (store) => wishFor(store, 'STOP', { state: 'STOPPING' }),
  },
  'a flow': {
    act: 'startFlow',
    ask: (store) => seeFlow(store, 'STANDBY'),
    undo: (store) => seeFlow(store, 'STARTING'),
  },
};

const seeFlow = (store: Store, state: Flow['state']) =>
  store.change((known) => ({
    changes: [put(known, 'flow', { ...flow('one'), state, wish: 'START' })],
    events: [],
    value: undefined,
  }));

it.each(Object.entries(asks))(
  'sends no request for %s again that is needless by now, or once it may not lead any more',
  async (_, { act, ask, undo }) => {
    const table = createMemoryTable();
    let writes = true;
    const update: Table['update'] = (...args) =>
      writes ? table.update(...args) : Promise.reject(new Error('There is no table.'));
    const leader = await startEngineProcess({ ...table, update }, 'leader');
    await ask(leader.store);
    await settled();
    expect(leader.acts.at(-1)).toContain(act);
    expect(leader.mayRepeat()).toBe(true);

    writes = false;
    await leader.clock.run(leaseMs);
    expect(leader.mayRepeat()).toBe(false);
    writes = true;
    await leader.clock.run(leaseMs);
    expect(leader.engine.leads()).toBe(true);
    expect(leader.mayRepeat()).toBe(true);
    await undo(leader.store);
    expect(leader.mayRepeat()).toBe(false);
  },
);

it('does not forget a wish that comes while the one before is carried out', async () => {
  const table = createMemoryTable();
  const leader = await startEngineProcess(table, 'leader');
  const clock = createManualClock();
  const other = await createStore({ table, clock, consequences: findConsequences });
  /** It may have to wait for its turn to write. */
  const wishElsewhere = async (...wished: Parameters<typeof wishFor>) => {
    const done = wishFor(...wished);
    await clock.run(2_000);
    await done;
  };
  await wishFor(leader.store, 'STOP');
  await settled();
  expect(leader.acts).toEqual(['stopChannel 1']);

  await wishElsewhere(other, 'START');
  leader.answer();
  await settled();
  expect(leader.store.state.get('channel', '1')).toMatchObject({ state: 'STOPPING', wish: 'START' });
  await wishElsewhere(other, 'START', { state: 'IDLE' });
  await leader.store.catchUp();
  await settled();
  expect(leader.acts).toEqual(['stopChannel 1', 'startChannel']);
});

/** A table that keeps these requests waiting while it is shut: what a process that is held up sees of it. */
function gated(table: Table, holdsUp: (verb: 'get' | 'update', key: Key) => boolean) {
  let opened = Promise.resolve();
  let open = () => {};
  const wait = (verb: 'get' | 'update', key: Key) => (holdsUp(verb, key) ? opened : Promise.resolve());
  return {
    table: {
      ...table,
      get: (key) => wait('get', key).then(() => table.get(key)),
      update: (key, ...rest) => wait('update', key).then(() => table.update(key, ...rest)),
    } satisfies Table,
    shut() {
      opened = new Promise((resolve) => {
        open = resolve;
      });
    },
    open: () => open(),
  };
}

const isRead = (verb: string) => verb === 'get';
const isRenewal = (verb: string, { pk, sk }: Key) =>
  verb === 'update' && pk === leaseKey.pk && sk === leaseKey.sk;

type Gate = ReturnType<typeof gated>;

it('lets nobody who is held up before an act do it after another took over', async () => {
  const table = createMemoryTable();
  const gate = gated(table, isRead);
  const late = await startEngineProcess(gate.table, 'late');
  const heir = await startEngineProcess(table, 'heir');
  gate.shut();
  await wishFor(late.store, 'STOP');
  await heir.clock.run(takeoverMs);
  expect(heir.acts).toEqual(['stopChannel 1']);
  gate.open();
  await settled();
  expect(late.leader()?.epoch).toBe(2);
  expect(late.engine.leads()).toBe(false);
  expect(late.acts).toEqual([]);
});

it.each<[string, (leader: EngineProcess, gate: Gate) => Promise<void> | void]>([
  ['it slept', ({ clock }) => clock.jump(leaseMs)],
  [
    'its renewal was held up',
    async ({ clock }, gate) => {
      gate.shut();
      await clock.run(leaseMs);
    },
  ],
  ['its clock was set forward, and then back', ({ clock }) => clock.step(3_600_000)],
])('sees to what came while its own lease had run out because %s', async (how, runOut) => {
  const table = createMemoryTable();
  const gate = gated(table, isRenewal);
  const leader = await startEngineProcess(gate.table, 'leader');
  await runOut(leader, gate);
  await wantOne(table);
  await leader.store.catchUp();
  await settled();
  expect(leader.acts).toEqual([]);
  if (how.includes('back')) leader.clock.step(-3_600_000);
  gate.open();
  await leader.clock.run(leaseMs);
  expect(leader.acts).toHaveLength(1);
  expect(leader.leader()?.processId).toBe('leader');
});

it('gives the lease back also when it was renewed late', async () => {
  const table = createMemoryTable();
  const gate = gated(table, isRenewal);
  const leader = await startEngineProcess(gate.table, 'leader');
  gate.shut();
  await leader.clock.run(leaseMs);
  expect(leader.engine.leads()).toBe(false);
  const closed = leader.engine.close();
  gate.open();
  await closed;
  const heir = await startEngineProcess(table, 'heir');
  await settled();
  expect(heir.engine.leads()).toBe(true);
});

it('leads at its next turn when it has the lease and could not begin an epoch', async () => {
  const table = createMemoryTable();
  let appends = false;
  const update: Table['update'] = (key, ...rest) =>
    appends ? table.update(key, ...rest) : Promise.reject(new Error('There is no table.'));
  const leader = await startEngineProcess({ ...table, update }, 'leader');
  await leader.clock.run(leaseMs / 4);
  appends = true;
  await leader.clock.run(leaseMs / 2);
  expect(leader.engine.leads()).toBe(true);
});

it('announces nothing while its lease is about to run out, however often it is woken', async () => {
  const table = createMemoryTable();
  let appends = 0;
  const update: Table['update'] = (key, ...rest) => {
    if (isRenewal('update', key)) return new Promise(() => {});
    appends += 1;
    return appends < 100 ? table.update(key, ...rest) : Promise.reject(new Error('That is too often.'));
  };
  const leader = await startEngineProcess({ ...table, update }, 'leader');
  await leader.clock.run(leaseMs - 1_000);
  expect(leader.engine.leads()).toBe(true);
  const before = appends;
  await wantOne(table);
  await leader.store.catchUp();
  await settled();
  expect(appends).toBe(before);
  expect(leader.acts).toEqual([]);
});

it('does not act on a wish that was taken back at another process', async () => {
  const table = createMemoryTable();
  const gate = gated(table, isRead);
  const leader = await startEngineProcess(gate.table, 'leader');
  gate.shut();
  await wishFor(leader.store, 'STOP');
  const other = await createStore({ table, clock: createManualClock(), consequences: findConsequences });
  await other.change((state) => ({
    changes: [put(state, 'channel', primary)],
    events: [],
    value: undefined,
  }));
  gate.open();
  await settled();
  expect(leader.store.state.get('channel', '1')?.wish).toBe(null);
  expect(leader.acts).toEqual([]);
});
