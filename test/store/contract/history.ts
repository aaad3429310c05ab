import { expect, it } from 'vitest';
import type { PlacedEvent } from '../../../src/domain/log.ts';
import type { SessionsArgs, Store } from '../../../src/store/store.ts';
import type { Table } from '../../../src/store/table.ts';
import { createManualClock } from '../../_kit/manual-clock.ts';
import { createFaultyTable } from '../faulty-table.ts';
import { openStore } from '../open-store.ts';
import { erase, event, increment, keepSession, say, session } from '../records.ts';

const messages = (events: readonly PlacedEvent[]) => events.map(({ message }) => message);

const tell = async (store: Store, subjectId: string | null, from: number, to: number) => {
  for (let i = from; i <= to; i += 1) await store.change(say(subjectId, String(i)));
};

/** History merges what was forwarded with what was not yet. */
export function historyContract(newTable: () => Table): void {
  it('tells all events in both directions, forwarded or not, each once', async () => {
    const table = newTable();
    const store = await openStore(table);
    await tell(store, 'd', 1, 3);
    await store.change(say(null, 'system'));
    await store.checkpoint();
    await tell(store, 'd', 4, 5);
    await tell(store, 'e', 6, 6);
    for (const reader of [store, await openStore(table)]) {
      const all = await reader.historyFor().events({ newestFirst: true, limit: 100 });
      expect(messages(all)).toEqual(['6', '5', '4', 'system', '3', '2', '1']);
      expect(messages(await reader.historyFor().events({ newestFirst: false, limit: 5 }))).toEqual([
        '1',
        '2',
        '3',
        'system',
        '4',
      ]);
      const ofD = { subjectId: 'd', limit: 2, newestFirst: true };
      const first = await reader.historyFor().events(ofD);
      expect(messages(first)).toEqual(['5', '4']);
      const from = first[1] ?? { position: 0, index: 0 };
      expect(messages(await reader.historyFor().events({ ...ofD, from }))).toEqual(['3', '2']);
      expect(
        messages(await reader.historyFor().events({ ...ofD, limit: 9, from, newestFirst: false })),
      ).toEqual(['5']);
    }
  });

  it('counts an event’s index on after the changes of its entry', async () => {
    const store = await openStore(newTable());
    await Promise.all([store.change(increment('a')), store.change(increment('b'))]);
    const placed = async () =>
      (await store.historyFor().events({ newestFirst: false, limit: 9 })).map(({ position, index }) => [
        position,
        index,
      ]);
    expect(await placed()).toEqual([
      [1, 2],
      [1, 3],
    ]);
    await store.checkpoint();
    expect(await placed()).toEqual([
      [1, 2],
      [1, 3],
    ]);
  });

  it('reads the newest events of 50 subjects at once', async () => {
    const { table, calls, countOf } = createFaultyTable(newTable());
    const store = await openStore(table);
    const ids = Array.from({ length: 50 }, (_, i) => `subject-${i}`);
    await Promise.all(ids.flatMap((id) => ['1', '2', '3'].map((text) => store.change(say(id, text)))));
    await store.checkpoint();
    await store.change(say('subject-7', '4'));
    calls.length = 0;
    const latest = await store.historyFor().latestEventsOf([...ids, 'unheard-of'], 2);
    expect({ batches: countOf('getMany'), all: calls.length }).toEqual({ batches: 1, all: 1 });
    expect(latest.map(messages)).toEqual([
      ...ids.map((id) => (id === 'subject-7' ? ['4', '3'] : ['3', '2'])),
      [],
    ]);
  });

  it('tells more of a subject than is kept together when asked for more', async () => {
    const table = newTable();
    const store = await openStore(table);
    await tell(store, 'd', 1, 15);
    await store.checkpoint();
    await tell(store, 'd', 16, 30);
    await store.checkpoint();
    await tell(store, 'd', 31, 32);
    const expected = (first: number) => Array.from({ length: first }, (_, i) => String(32 - i));
    for (const first of [3, 20, 32]) {
      const [latest] = await store.historyFor().latestEventsOf(['d'], first);
      expect(messages(latest ?? [])).toEqual(expected(first));
    }
    expect(messages((await store.historyFor().latestEventsOf(['d'], 99))[0] ?? [])).toEqual(expected(32));
  });

  it('answers the same subject asked for twice', async () => {
    const store = await openStore(newTable());
    await tell(store, 'd', 1, 1);
    await store.checkpoint();
    expect((await store.historyFor().latestEventsOf(['d', 'd'], 1)).map(messages)).toEqual([['1'], ['1']]);
  });

  it('keeps newest events that are large within what the table takes', async () => {
    const store = await openStore(newTable());
    const large = 'x'.repeat(100_000);
    for (let i = 1; i <= 6; i += 1) await store.change(say('d', `${i} ${large}`));
    await store.checkpoint();
    const [latest] = await store.historyFor().latestEventsOf(['d'], 6);
    expect(latest?.map(({ message }) => message[0])).toEqual(['6', '5', '4', '3', '2', '1']);
  });

  it('tells ended sessions newest first, forwarded or not, also once the state has let them go', async () => {
    const table = newTable();
    const store = await openStore(table);
    const at = (hour: number) => `2026-11-01T0${hour}:00:00.000Z`;
    await store.change(keepSession(session('s1', 'd', at(1))));
    await store.change(keepSession(session('s2', 'e', at(2))));
    await store.checkpoint();
    await store.change(keepSession(session('s3', 'd', at(3))));
    await store.change(keepSession(session('s4', 'd', at(4), false)));
    await store.change((state) => {
      const gone = state.get('session', 's3');
      return {
        changes: gone ? [{ type: 'session', id: 's3', kind: 'DELETED', record: null, flowId: null }] : [],
        events: [],
        value: null,
      };
    });
    for (const forwarded of [false, true]) {
      if (forwarded) await store.checkpoint();
      const ids = async (args: SessionsArgs) => (await store.historyFor().sessions(args)).map(({ id }) => id);
      expect(await ids({ limit: 9 })).toEqual(['s3', 's2', 's1']);
      expect(await ids({ destinationId: 'd', limit: 9 })).toEqual(['s3', 's1']);
      expect(await ids({ limit: 1, before: { startedAt: at(3), id: 's3' } })).toEqual(['s2']);
      const byId = await store.historyFor().sessionsById(['s3', 's4', 's1', 's3']);
      expect(byId[0]).toEqual(session('s3', 'd', at(3)));
      expect(byId.map((found) => found?.id ?? null)).toEqual(['s3', null, 's1', 's3']);
    }
  });

  it('removes events when their time is over, everywhere', async () => {
    const table = newTable();
    const clock = createManualClock();
    const store = await openStore(table, { clock, eventsRetentionDays: 10 });
    const day = 86_400_000;
    await tell(store, 'old', 1, 2);
    await tell(store, 'd', 3, 3);
    await store.checkpoint();
    clock.advance(6 * day);
    await tell(store, 'd', 4, 4);
    await store.checkpoint();
    clock.advance(5 * day);
    await store.checkpoint();
    expect(messages(await store.historyFor().events({ newestFirst: true, limit: 9 }))).toEqual(['4']);
    expect(
      messages(await store.historyFor().events({ subjectId: 'd', newestFirst: true, limit: 9 })),
    ).toEqual(['4']);
    expect((await store.historyFor().latestEventsOf(['old', 'd'], 9)).map(messages)).toEqual([[], ['4']]);
    expect(await table.get({ pk: 'RECENT#old', sk: 'RECENT' })).toBeUndefined();
  });

  it('keeps the newest events of a subject whole when two processes forward at once', async () => {
    const table = newTable();
    const [one, other] = [await openStore(table), await openStore(table)];
    for (let i = 0; i < 12; i += 1) {
      const both = [one, other].map((store) => store.change(say('d', `${i}`)));
      await Promise.all([...both, one.checkpoint(), other.checkpoint()]);
    }
    await one.checkpoint();
    const [latest] = await (await openStore(table)).historyFor().latestEventsOf(['d'], 20);
    const all = await one.historyFor().events({ subjectId: 'd', newestFirst: true, limit: 20 });
    expect(latest).toEqual(all);
    expect(all).toHaveLength(20);
  });

  it('tells an event once when the checkpoint died between writing it and saying so', async () => {
    let dying = false;
    const faulty = createFaultyTable(newTable(), ({ verb }) =>
      dying && verb === 'update' ? 'refuse' : 'none',
    );
    const store = await openStore(faulty.table);
    await tell(store, 'd', 1, 3);
    dying = true;
    await expect(store.checkpoint()).rejects.toThrow();
    const all = { newestFirst: true, limit: 9 };
    expect(messages(await store.historyFor().events(all))).toEqual(['3', '2', '1']);
    expect(messages(await store.historyFor().events({ ...all, subjectId: 'd' }))).toEqual(['3', '2', '1']);
    expect((await store.historyFor().latestEventsOf(['d'], 9)).map(messages)).toEqual([['3', '2', '1']]);
  });

  it('does not let a late write bring back an older image of a session', async () => {
    const table = newTable();
    const faulty = createFaultyTable(table, ({ verb, about }) =>
      verb === 'put' && JSON.stringify(about).includes('SESSION') ? 'late' : 'none',
    );
    const slow = await openStore(faulty.table);
    const first = session('s', 'd', '2026-11-01T01:00:00.000Z');
    await slow.change(keepSession(first));
    await expect(slow.checkpoint()).rejects.toThrow();
    const quick = await openStore(table);
    const corrected = { ...first, cost: '0.2000' };
    await quick.change(keepSession(corrected));
    await quick.checkpoint();
    await faulty.release();
    expect(await quick.historyFor().sessions({ destinationId: 'd', limit: 9 })).toEqual([corrected]);
  });

  it('tells of an event without its subject being a record any more', async () => {
    const store = await openStore(newTable());
    await store.change(increment('a'));
    await store.change(erase('a'));
    await store.change(() => ({ changes: [], events: [event('a', 'after')], value: null }));
    await store.checkpoint();
    expect(
      messages(await store.historyFor().events({ subjectId: 'a', newestFirst: true, limit: 1 })),
    ).toEqual(['after']);
  });
}
