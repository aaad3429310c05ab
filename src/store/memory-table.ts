import { randomUUID } from 'node:crypto';
import type { Condition, Item, Key, Table } from './table.ts';

interface MemoryTableOptions {
  /** Awaited before and after each deed, so that a simulation can order what happens at once. */
  pause?: () => Promise<void>;
}

/** A table in memory that keeps the same promises, for tests and simulations. */
export function createMemoryTable({ pause }: MemoryTableOptions = {}): Table {
  const tableId = randomUUID();
  const partitions = new Map<string, { items: Map<string, Item>; sorted: string[] }>();

  const find = ({ pk, sk }: Key) => partitions.get(pk)?.items.get(sk);

  function write(item: Item): void {
    const partition = partitions.get(item.pk) ?? { items: new Map<string, Item>(), sorted: [] };
    partitions.set(item.pk, partition);
    if (!partition.items.has(item.sk))
      partition.sorted.splice(placeOf(partition.sorted, item.sk), 0, item.sk);
    partition.items.set(item.sk, { ...item });
  }

  function erase({ pk, sk }: Key): void {
    const partition = partitions.get(pk);
    if (partition?.items.delete(sk)) partition.sorted.splice(placeOf(partition.sorted, sk), 1);
  }

  /** One deed, all at once, between two moments at which others may act. */
  async function act<T>(deed: () => T): Promise<T> {
    if (pause) await pause();
    const result = deed();
    if (pause) await pause();
    return result;
  }

  return {
    prepare: () => act(() => ({ tableId })),
    get: (key) => act(() => copy(find(key))),
    getMany: (keys) => act(() => keys.flatMap((key) => copy(find(key)) ?? [])),
    put: (item, condition) =>
      act(() => {
        if (!holds(find(item), condition)) return false;
        write(item);
        return true;
      }),
    update: (key, set, condition) =>
      act(() => {
        const found = find(key);
        if (!holds(found, condition)) return false;
        write({ ...found, ...set, pk: key.pk, sk: key.sk });
        return true;
      }),
    remove: (key, condition) =>
      act(() => {
        if (!holds(find(key), condition)) return false;
        erase(key);
        return true;
      }),
    query: ({ pk, after, newestFirst = false, limit = 1_000, unless }) =>
      act(() => {
        const { items, sorted } = partitions.get(pk) ?? { items: new Map<string, Item>(), sorted: [] };
        const keys = newestFirst ? keysBefore(sorted, after, limit) : keysAfter(sorted, after, limit);
        const found = keys.flatMap((sk) => copy(items.get(sk)) ?? []);
        const wanted = unless ? found.filter((item) => !holds(item, { is: 'equal', to: unless })) : found;
        return { items: wanted, more: keys.length === limit };
      }),
  };
}

const copy = (item: Item | undefined): Item | undefined => item && { ...item };

function holds(item: Item | undefined, condition: Condition | undefined): boolean {
  if (!condition) return true;
  if (condition.is === 'absent') return item === undefined;
  if (condition.is === 'equal') {
    return Object.entries(condition.to).every(([name, value]) => item?.[name] === value);
  }
  const value = item?.[condition.attribute];
  if (value === undefined) return condition.is === 'absentOrBelow';
  return typeof value === 'number' && value < condition.value;
}

function keysBefore(sorted: readonly string[], after: string | undefined, limit: number): string[] {
  const end = after === undefined ? sorted.length : placeOf(sorted, after);
  return sorted.slice(Math.max(0, end - limit), end).reverse();
}

function keysAfter(sorted: readonly string[], after: string | undefined, limit: number): string[] {
  if (after === undefined) return sorted.slice(0, limit);
  const place = placeOf(sorted, after);
  const start = sorted[place] === after ? place + 1 : place;
  return sorted.slice(start, start + limit);
}

/** Index of the first key at or after `sk`. */
function placeOf(sorted: readonly string[], sk: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < sk) low = middle + 1;
    else high = middle;
  }
  return low;
}
