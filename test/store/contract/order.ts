import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Entry } from '../../../src/domain/log.ts';
import type { Table } from '../../../src/store/table.ts';
import { hastyClock, imageOf, openStore, wholeLog } from '../open-store.ts';
import { count, increment } from '../records.ts';

const commands = fc.array(
  fc.record({
    store: fc.constantFrom(0, 1),
    counter: fc.constantFrom('a', 'b', 'c'),
    after: fc.constantFrom('go', 'wait', 'checkpoint'),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Total order without gaps, and no lost update, whoever writes at once. */
export function orderContract(newTable: () => Table): void {
  it('puts what several processes do at once into one order without gaps, and loses no update', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const table = newTable();
        const stores = await Promise.all([openStore(table), openStore(table)]);
        const heard: Entry[][] = [[], []];
        stores.forEach((store, i) => {
          store.onEntry((entry) => heard[i]?.push(entry));
        });
        const answers: Promise<string>[] = [];
        const checkpoints: Promise<void>[] = [];
        for (const { store: which, counter, after } of sequence) {
          const store = stores[which];
          if (!store) continue;
          const answer = store.change(increment(counter)).then((value) => `${counter}${value}`);
          answers.push(answer);
          if (after === 'wait') await answer;
          if (after === 'checkpoint') checkpoints.push(store.checkpoint());
        }
        const given = await Promise.all(answers);
        await Promise.all(checkpoints);
        await Promise.all(stores.map((store) => store.catchUp()));

        // Every answer is another step of its counter: none was overwritten, none counted twice.
        expect(new Set(given).size).toBe(sequence.length);
        for (const store of stores) {
          for (const counter of ['a', 'b', 'c']) {
            expect(count(store.state, counter)).toBe(
              sequence.filter((step) => step.counter === counter).length,
            );
          }
        }
        const positions = heard[0]?.map(({ position }) => position);
        expect(positions).toEqual(Array.from({ length: stores[0].state.position }, (_, i) => i + 1));
        expect(heard[1]).toEqual(heard[0]);
        const third = await openStore(table);
        expect(await wholeLog(third)).toEqual(heard[0]);
        expect(imageOf(third.state)).toEqual(imageOf(stores[0].state));
      }),
      { numRuns: 12 },
    );
  });

  it('lets processes that start at once agree on one log', async () => {
    const table = newTable();
    const stores = await Promise.all([openStore(table), openStore(table), openStore(table)]);
    expect(new Set(stores.map(({ incarnation }) => incarnation)).size).toBe(1);
    expect(new Set(stores.map(({ installationId }) => installationId)).size).toBe(1);
  });

  it('does not begin a log anew over one that another process began at the same moment', async () => {
    const table = newTable();
    let begun: Promise<unknown> | null = null;
    const slow = openStore({
      ...table,
      async put(item, condition) {
        begun ??= openStore(table).then((quick) => quick.change(increment('a')));
        await begun;
        return table.put(item, condition);
      },
    });
    expect(count((await slow).state, 'a')).toBe(1);
  });

  it('refuses a table of another installation, and names both', async () => {
    const table = newTable();
    const { installationId } = await openStore(table, { installationId: 'blue' });
    expect(installationId).toBe('blue');
    await expect(openStore(table, { installationId: 'green' })).rejects.toThrow(/'blue'.*'green'/);
    expect((await openStore(table)).installationId).toBe('blue');
  });

  it('tells listeners of an entry before its change resolves, and not once they have stopped', async () => {
    const store = await openStore(newTable());
    const heard: string[] = [];
    const stop = store.onEntry(({ position }) => heard.push(`entry ${position}`));
    await store.change(increment('a')).then(() => heard.push('resolved'));
    stop();
    await store.change(increment('a'));
    expect(heard).toEqual(['entry 1', 'resolved']);
  });

  it('never refuses on a state that is behind another process', async () => {
    const table = newTable();
    const [one, other] = [await openStore(table), await openStore(table)];
    await one.change(increment('a'));
    const seen = await other.change((state) => {
      if (count(state, 'a') === 0) throw new Error('no such counter');
      return { changes: [], events: [], value: count(state, 'a') };
    });
    expect(seen).toBe(1);
  });

  it('goes on where it was after a restart', async () => {
    const table = newTable();
    const first = await openStore(table, { clock: hastyClock });
    for (let i = 0; i < 5; i += 1) await first.change(increment('a'));
    await first.close();
    await expect(first.change(increment('a'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const second = await openStore(table);
    expect(await second.change(increment('a'))).toBe(6);
    expect(second.state.position).toBe(6);
    expect(second.incarnation).toBe(first.incarnation);
  });
}
