import { expect, it, vi } from 'vitest';
import { type Change, startOperator } from './operator.ts';

vi.setConfig({ testTimeout: 60_000 });

const inState =
  (state: string) =>
  ({ destination }: Change) =>
    destination?.channel?.state === state;

/** AWS takes its time, so that there is a start to cancel; looks stay fast. */
async function slowly(timeScale = 0.02) {
  const operator = await startOperator({ emulator: { timeScale } });
  await operator.ready();
  return { operator, live: await operator.follow() };
}

it.each([
  ['CREATING', true],
  ['STARTING', true],
  ['STARTING', false],
] as const)(
  'cancels a start that is %s as soon as AWS lets it (a stop of what starts taken: %s)',
  async (state, stopWhileStarting) => {
    const { operator, live } = await slowly(0.1);
    await using _ = operator;
    await operator.emulator.settings({ undocumented: { stopWhileStarting } });
    const id = await operator.youtube('A');
    await operator.start(id);
    await live.until(id, inState(state));
    await operator.stop(id);
    // Nothing waits for the half minute that AWS's refusals would ask for.
    await live.untilStatus(id, 'IDLE');
    const stops = (await operator.emulator.calls('StopChannel')).map(({ status }) => status);
    if (state === 'CREATING') {
      expect(await operator.emulator.calls('StartChannel')).toEqual([]);
      return;
    }
    expect(stops.at(-1)).toBe(200);
    expect(stops.slice(0, -1).every((status) => status === 409)).toBe(true);
    if (!stopWhileStarting) return;
    expect(stops).toHaveLength(1);
    expect(live.all().some(inState('RUNNING'))).toBe(false);
  },
);

it.each([true, false])(
  'goes on air after all when a cancelled start is asked for again, on the channel it has (a stop taken: %s)',
  async (stopWhileStarting) => {
    const { operator, live } = await slowly();
    await using _ = operator;
    await operator.emulator.settings({ undocumented: { stopWhileStarting } });
    const id = await operator.youtube('A');
    await operator.start(id);
    await live.until(id, inState('STARTING'));
    await operator.stop(id);
    await live.untilStatus(id, 'STOPPING');
    await operator.start(id);
    await live.untilStatus(id, 'RUNNING');
    const stops = (await operator.emulator.calls('StopChannel')).map(({ status }) => status);
    expect(stops.filter((status) => status === 200)).toHaveLength(stopWhileStarting ? 1 : 0);
    expect(await operator.emulator.calls('CreateChannel')).toHaveLength(1);
  },
);

it('removes what is deleted while it starts, stopping it first, and tells of it in few words', async () => {
  const { operator, live } = await slowly();
  await using _ = operator;
  const id = await operator.youtube('A');
  await operator.start(id);
  await live.until(id, inState('STARTING'));
  const { length } = live.all();
  await operator.remove(id);
  await live.until(id, ({ kind }) => kind === 'DELETED');
  const told = live
    .all()
    .slice(length)
    .filter((change) => change.recordId === id && change.kind === 'UPDATED');
  // One for each state of the channel, and one for each of health, cost and the input.
  expect(told.length).toBeLessThanOrEqual(10);
});
