import fc from 'fast-check';
import { expect, it } from 'vitest';
import { END, encodeCursor } from '../../src/domain/cursor.ts';
import type { Output } from '../../src/domain/records.ts';
import { type RecordChange, watch } from '../../src/pubsub/watch.ts';
import { openLog, putOutput, removeOutput, seeing, take } from './outputs.ts';

interface Step {
  id: string;
  /** Null: removed. */
  flow: string | null;
}

const ids = ['a', 'b', 'c'];
const flows = ['east', 'west'];
const step = fc.record({ id: fc.constantFrom(...ids), flow: fc.constantFrom(...flows, null) });
/** Each group is committed as one entry. */
const history = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 12 });
const selection = fc.record({
  ids: fc.option(fc.subarray(ids)),
  flowId: fc.option(fc.constantFrom(...flows)),
  scope: fc.option(fc.subarray(flows)),
});

type Log = Awaited<ReturnType<typeof openLog>>;

async function commit({ store }: Log, group: Step[], names: () => string): Promise<void> {
  await Promise.all(
    group.map(({ id, flow }) => store.change(flow ? putOutput(id, flow, names()) : removeOutput(id))),
  );
}

const tell = ({ kind, id, record }: RecordChange<'output'>) => ({ kind, id, name: record?.name ?? null });

it('tells exactly what lies between any two states, from whatever cursor it is resumed', async () => {
  await fc.assert(
    fc.asyncProperty(history, history, selection, fc.nat(), async (past, future, chosen, pick) => {
      const { scope, ...asked } = chosen;
      const opened = await openLog();
      const log = { ...opened, sees: scope ? seeing(...scope) : opened.sees };
      let named = 0;
      const names = () => `name ${++named}`;
      const beginning = encodeCursor({
        incarnation: log.store.incarnation,
        position: 0,
        index: END,
        snapshot: false,
      });
      const expected: ReturnType<typeof tell>[] = [];
      const before = new Map<string, Output>();
      // What is expected follows from whole states alone, entry by entry.
      log.store.onEntry(() => {
        const after = new Map([...log.store.state.all('output')].map((output) => [output.id, output]));
        const sees = (output: Output | undefined) =>
          output !== undefined &&
          (chosen.ids === null || chosen.ids.includes(output.id)) &&
          (chosen.flowId === null || chosen.flowId === output.flowId) &&
          (chosen.scope === null || chosen.scope.includes(output.flowId));
        for (const id of ids) {
          const [was, is] = [before.get(id), after.get(id)];
          if (was === is) continue;
          const name = is?.name ?? null;
          if (sees(was) && sees(is)) expected.push({ kind: 'UPDATED', id, name });
          else if (sees(is)) expected.push({ kind: 'CREATED', id, name });
          else if (sees(was)) expected.push({ kind: 'DELETED', id, name: null });
        }
        before.clear();
        for (const [id, output] of after) before.set(id, output);
      });

      for (const group of past) await commit(log, group, names);
      const full = watch(log, { type: 'output', ...asked, after: beginning });
      const seen = await take(full, expected.length);
      const from = seen.length === 0 ? -1 : pick % seen.length;
      const after = seen[from]?.cursor ?? beginning;
      const resumed = watch(log, { type: 'output', ...asked, after });
      for (const group of future) await commit(log, group, names);

      const rest = await take(resumed, expected.length - from - 1);
      const told = [...seen.slice(0, from + 1), ...rest].map(tell);
      const key = (message: ReturnType<typeof tell>) => JSON.stringify(message);
      // Within one entry the order is that of the changes, which whole states do not show.
      expect(told.map(key).sort()).toEqual(expected.map(key).sort());
      for (const id of ids) {
        const of = (messages: ReturnType<typeof tell>[]) => messages.filter((message) => message.id === id);
        expect(of(told)).toEqual(of(expected));
      }
      expect(new Set(rest.map(({ cursor }) => cursor)).size).toBe(rest.length);
      const quiet = resumed.next();
      await log.clock.run(10_000);
      expect((await quiet).value).toMatchObject({ kind: 'BOOKMARK' });
    }),
    { numRuns: 150 },
  );
});
