import { afterAll, beforeAll, describe } from 'vitest';
import { faultContract } from './contract/faults.ts';
import { groupContract } from './contract/group.ts';
import { historyContract } from './contract/history.ts';
import { orderContract } from './contract/order.ts';
import { queryContract } from './contract/queries.ts';
import { rowContract } from './contract/rows.ts';
import { trimContract } from './contract/trim.ts';
import { starterOf, type Target, targetNames } from './targets.ts';

/** What the store promises, on everything it may stand on. */
describe.each(targetNames)('a store on %s', (name) => {
  const start = starterOf(name);
  let target: Target;
  const newTable = () => target.newTable();

  describe.skipIf(!start)('keeps its promises', () => {
    beforeAll(async () => {
      if (start) target = await start();
    }, 60_000);
    afterAll(() => target.stop());

    describe('about order', () => orderContract(newTable));
    describe('about groups', () => groupContract(newTable));
    // Every call of a life is a place to die. In memory all are tried; elsewhere one in six, others in each run.
    describe('about faults', () => faultContract(newTable, { every: name === 'memory' ? 1 : 6 }));
    describe('about queries, which', () => queryContract(newTable));
    describe('about rows', () => rowContract(newTable));
    describe('about what it lets go', () => trimContract(newTable));
    describe('about history', () => historyContract(newTable));
  });
});
