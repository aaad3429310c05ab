import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { put, remove } from '../../src/domain/change.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import type { RecordType } from '../../src/domain/records.ts';
import { createStore } from '../../src/store/create-store.ts';
import { headKey, logPk, processKey } from '../../src/store/keys.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { heartbeatMs } from '../../src/store/process-registry.ts';
import { requestRaise } from '../../src/store/request-raise.ts';
import type { Store } from '../../src/store/store.ts';
import type { Item, Table } from '../../src/store/table.ts';
import { createManualClock, type ManualClock } from '../_kit/manual-clock.ts';
import { hastyClock, openStore } from './open-store.ts';
import { count, increment, keepSession, say, session } from './records.ts';

/** A small installation as the version before this one wrote it (commit 67a36a0). */
const before = JSON.parse(readFileSync(new URL('./format-1.json', import.meta.url), 'utf8')) as {
  tableId: string;
  items: Item[];
};

/** The fixture in a table, with everything that is written since. */
async function openFixture() {
  const memory = createMemoryTable();
  for (const item of before.items) await memory.put(item);
  const written = new Map<string, Item>();
  const note = async (key: { pk: string; sk: string }) => {
    const item = await memory.get(key);
    if (item) written.set(`${key.pk} ${key.sk}`, item);
  };
  const table: Table = {
    ...memory,
    prepare: async () => ({ tableId: before.tableId }),
    async put(item, condition) {
      const done = await memory.put(item, condition);
      await note(item);
      return done;
    },
    async update(key, set, condition) {
      const done = await memory.update(key, set, condition);
      await note(key);
      return done;
    },
  };
  return { table, written: () => [...written.values()] };
}

const openAs = (table: Table, processId = 'p') =>
  createStore({
    table,
    clock: hastyClock,
    consequences: findConsequences,
    installationId: 'fixture',
    processId,
  });

const kindOf = ({ pk }: Item) => pk.split('#')[0] ?? '';
const json = (value: unknown) => JSON.parse(String(value)) as Record<string, unknown>;
const namesOf = (value: object) => Object.keys(value).sort().join();

/** How items of a kind look: the names of their attributes and of what their JSON holds. */
function shapesOf(items: readonly Item[]): Map<string, Set<string>> {
  const shapes = new Map<string, Set<string>>();
  for (const item of items) {
    const inside = ['entry', 'event', 'session'].flatMap((name) =>
      item[name] === undefined ? [] : `${name}: ${namesOf(json(item[name]))}`,
    );
    const shape = [namesOf(item), ...inside].join('; ');
    shapes.set(kindOf(item), (shapes.get(kindOf(item)) ?? new Set()).add(shape));
  }
  return shapes;
}

/** Kinds that the version before this one neither reads nor writes. */
const newKinds = ['TURN', 'PROCESS', 'FORMAT'];

describe('a table that the version before wrote', () => {
  it('is read whole', async () => {
    const { table } = await openFixture();
    const { state, floor, historyFor } = await openAs(table);
    const idsOf = (type: RecordType) => [...state.all(type)].map(({ id }) => id);
    expect([state.position, floor]).toEqual([10, 2]);
    expect([...state.all('destination')].map(({ name }) => name)).toEqual(['Destination 1', 'Renamed']);
    expect(idsOf('session')).toEqual(['session-1', 'session-2']);
    expect(state.get('quota', 'channels')).toEqual({ id: 'channels', limit: 7 });
    expect([idsOf('flow').length, idsOf('preset').length, idsOf('token').length]).toEqual([1, 2, 1]);
    expect(state.get('leadership', 'leader')?.epoch).toBe(1);
    const events = await historyFor().events({ newestFirst: false, limit: 50 });
    expect(events.map(({ message }) => message)).toEqual([
      'created',
      'created',
      'created',
      'deleted',
      'renamed',
    ]);
  });

  it('is written so that the version before reads it: same items, same attributes, same entries', async () => {
    const { table, written } = await openFixture();
    const store = await openAs(table);
    const [kept, gone] = [...store.state.all('destination')];
    if (!kept || !gone) throw new Error('The fixture has two destinations.');
    await store.change((state) => ({
      changes: [put(state, 'destination', { ...kept, name: 'Named by the new version' })],
      events: [],
      value: null,
    }));
    await store.change((state) => ({
      changes: [remove(state, 'destination', gone)],
      events: [],
      value: null,
    }));
    await store.change(keepSession(session('session-3', kept.id, '2026-11-01T12:30:00.000Z')));
    await store.change(say(kept.id, 'said by the new version'));
    await store.heartbeat(true);
    await store.checkpoint();

    const known = shapesOf(before.items);
    const now = shapesOf(written().filter((item) => !newKinds.includes(kindOf(item))));
    expect([...now.keys()].sort()).toEqual(
      ['EVENTS', 'HEAD', 'LOG', 'RECENT', 'ROW', 'SESSION', 'SESSIONS', 'TOMB'].sort(),
    );
    for (const [kind, shapes] of now) {
      for (const shape of shapes) expect([...(known.get(kind) ?? [])], kind).toContain(shape);
    }
    for (const { entry } of written().filter(({ pk }) => pk === logPk)) {
      for (const change of json(entry)['changes'] as object[]) {
        expect(namesOf(change)).toMatch(/^flowId,id,kind,(movedFrom,)?(quiet,)?record,type$/);
      }
    }
    expect((await openAs(table, 'next')).state.position).toBe(14);
  });
});

/** Time passes, and each process beats when it is due. */
async function beats(
  clock: ManualClock,
  stores: readonly Store[],
  times: number,
  leader: Store,
): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    for (const store of stores) await store.heartbeat(store === leader);
    await clock.run(heartbeatMs);
  }
}

describe('the storage format', () => {
  const formatOf = async (table: Table) => (await table.get(headKey))?.['format'];
  const open = (table: Table, clock: ManualClock) => openStore(table, { clock });

  it('stays the one of the version before until somebody asks', async () => {
    const [table, clock] = [createMemoryTable(), createManualClock()];
    const [one, other] = [await open(table, clock), await open(table, clock)];
    await one.change(increment('a'));
    await beats(clock, [one, other], 10, one);
    expect(await formatOf(table)).toBeUndefined();
  });

  it('is raised by the leader once asked, and the log goes on in it, also where another process writes', async () => {
    const [table, clock] = [createMemoryTable(), createManualClock()];
    const [leader, other] = [await open(table, clock), await open(table, clock)];
    await other.change(increment('a'));
    const answer = requestRaise(table, clock, 60_000, { olderStopped: true });
    await beats(clock, [leader, other], 8, leader);
    expect(await answer).toBe('The table now has storage format 2.');
    expect(await formatOf(table)).toBe(2);
    await other.catchUp();
    expect(await other.change(increment('a'))).toBe(2);
    expect(json((await table.get(headKey))?.['entry'])).toMatchObject({ format: 2 });
    const log = await (await open(table, clock)).entriesAfter(0, 10);
    expect(log.map(({ position, format }) => [position, format ?? 1])).toEqual([
      [1, 1],
      [2, 2],
      [3, 2],
    ]);
    expect(log[1]?.events.map(({ message }) => message)).toEqual(['The storage format was raised to 2.']);
  });

  it('is not raised while a process of the version before is alive, and is once that one was silent for 20 seconds', async () => {
    const [table, clock] = [createMemoryTable(), createManualClock()];
    const leader = await open(table, clock);
    const older = (beat: number) =>
      table.put({ ...processKey('older'), beat, version: '0.9.0', newestFormat: 1 });
    let answer = requestRaise(table, clock, 60_000, { olderStopped: true });
    for (let beat = 1; beat <= 8; beat += 1) {
      await older(beat);
      await beats(clock, [leader], 1, leader);
    }
    expect(await answer).toContain('older (version 0.9.0)');
    expect(await formatOf(table)).toBeUndefined();
    await beats(clock, [leader], 5, leader);
    answer = requestRaise(table, clock, 60_000, { olderStopped: true });
    await beats(clock, [leader], 3, leader);
    expect(await answer).toBe('The table now has storage format 2.');
  });

  it('is not raised where nobody says that versions without heartbeats are stopped: one that only reads is not seen', async () => {
    const [table, clock] = [createMemoryTable(), createManualClock()];
    const leader = await open(table, clock);
    const answer = requestRaise(table, clock, 60_000, { olderStopped: false });
    await beats(clock, [leader], 8, leader);
    expect(await answer).toContain('--older-stopped');
    expect(await formatOf(table)).toBeUndefined();
  });

  it('is not raised while one writes that sends no heartbeat', async () => {
    const [table, clock] = [createMemoryTable(), createManualClock()];
    const [leader, silent] = [await open(table, clock), await open(table, clock)];
    await silent.change(increment('a'));
    await leader.catchUp();
    const answer = requestRaise(table, clock, 60_000, { olderStopped: true });
    await beats(clock, [leader], 8, leader);
    expect(await answer).toContain('send no heartbeat');
    expect(await formatOf(table)).toBeUndefined();
  });

  it('is no matter of clocks: one that is set does not make a living process dead', async () => {
    const [table, clock] = [createMemoryTable(), createManualClock()];
    let setMs = 0;
    const leader = await createStore({
      ...{ table, consequences: findConsequences },
      clock: { ...clock, now: () => clock.now() + setMs },
    });
    const answer = requestRaise(table, clock, 60_000, { olderStopped: true });
    for (let beat = 1; beat <= 8; beat += 1) {
      setMs += 3_600_000;
      await table.put({ ...processKey('older'), beat, version: '0.9.0', newestFormat: 1 });
      await beats(clock, [leader], 1, leader);
    }
    expect(await answer).toContain('older (version 0.9.0)');
  });

  it('is only asked for where a leader answers', async () => {
    const [table, clock] = [createMemoryTable(), createManualClock()];
    await open(table, clock);
    const answer = requestRaise(table, clock, 5_000, { olderStopped: true }).catch(
      (error: Error) => error.message,
    );
    await clock.run(10_000);
    expect(await answer).toContain('No process that leads answered');
    await expect(requestRaise(createMemoryTable(), clock, 5_000, { olderStopped: true })).rejects.toThrow(
      'LUNORA_TABLE',
    );
  });

  it.each([3, 4, 0])(
    'is refused at the start where it is %i, in a sentence that says what to do',
    async (format) => {
      const table = createMemoryTable();
      const store = await openStore(table);
      await store.change(increment('a'));
      await table.update(headKey, { format }, { is: 'equal', to: { position: 1 } });
      await expect(openStore(table)).rejects.toThrow(
        new RegExp(`has storage format ${format}\\. This version of Lunora reads formats 1 and 2\\. Start `),
      );
      expect((await table.get(headKey))?.['position']).toBe(1);
    },
  );

  it('stops a process under which it is raised beyond what it reads, before it writes', async () => {
    const table = createMemoryTable();
    const log = { warn: vi.fn(), error: vi.fn() };
    const slept = await createStore({ table, clock: hastyClock, consequences: findConsequences, log });
    await slept.change(increment('a'));
    const item = (await table.get(headKey)) as Item;
    const entry = JSON.stringify({ ...json(item['entry']), format: 4, position: 2 });
    await table.put({ ...item, position: 2, nonce: 'newer', writerId: 'newer', entry, format: 4 });
    await expect(slept.change(increment('a'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(slept.catchUp()).rejects.toThrow('storage format 4');
    expect(log.error).toHaveBeenCalledTimes(1);
    expect((await table.get(headKey))?.['position']).toBe(2);
    expect(count(slept.state, 'a')).toBe(1);
  });
});
