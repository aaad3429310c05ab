import type { Table } from '../../src/store/table.ts';

type Verb = keyof Table;
type Fault =
  | 'none'
  /** Fails without the deed. */
  | 'refuse'
  /** Does the deed, then fails. */
  | 'loseAnswer'
  /** Fails, and does the deed when `release` is called. */
  | 'late'
  /** Neither answers nor does the deed, ever. */
  | 'halt'
  /** Does the deed and never answers. */
  | 'haltAfter';

interface Call {
  verb: Verb;
  /** First argument. */
  about: unknown;
}

/** A table that misbehaves as told, and counts what it was asked. */
export function createFaultyTable(
  table: Table,
  faultOf: (call: Call, number: number) => Fault = () => 'none',
) {
  const calls: Call[] = [];
  const begun: Promise<unknown>[] = [];
  let held: (() => Promise<unknown>)[] = [];

  async function pass<T>(verb: Verb, about: unknown, deed: () => Promise<T>): Promise<T> {
    const call = { verb, about };
    calls.push(call);
    switch (faultOf(call, calls.length)) {
      case 'none':
        return deed();
      case 'refuse':
        throw new Error('refused by the test');
      case 'loseAnswer':
        await deed();
        throw new Error('answer lost by the test');
      case 'late':
        held.push(deed);
        throw new Error('held back by the test');
      case 'halt':
        return new Promise<T>(() => {});
      case 'haltAfter':
        begun.push(deed());
        return new Promise<T>(() => {});
    }
  }

  const faulty: Table = {
    prepare: () => pass('prepare', null, () => table.prepare()),
    get: (key) => pass('get', key, () => table.get(key)),
    getMany: (keys) => pass('getMany', keys, () => table.getMany(keys)),
    put: (item, condition) => pass('put', item, () => table.put(item, condition)),
    update: (key, set, condition) => pass('update', key, () => table.update(key, set, condition)),
    remove: (key, condition) => pass('remove', key, () => table.remove(key, condition)),
    query: (args) => pass('query', args, () => table.query(args)),
  };

  return {
    table: faulty,
    calls,
    countOf: (verb: Verb) => calls.filter((call) => call.verb === verb).length,
    /** Waits for the deeds that nobody is told of. */
    async finished() {
      await Promise.all(begun);
    },
    /** Lets what was held back happen. */
    async release() {
      const deeds = held;
      held = [];
      for (const deed of deeds) await deed();
    },
  };
}
