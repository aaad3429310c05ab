/** Works on all items, a few at a time. The first failure ends it, once what was begun is over. */
export async function inParallel<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
  atOnce = 16,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failed = false;
  async function worker(first: IteratorResult<T>): Promise<void> {
    for (let next = first; !next.done && !failed; next = iterator.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  const workers: Promise<void>[] = [];
  for (let first = iterator.next(); !first.done && !failed; first = iterator.next()) {
    workers.push(worker(first));
    if (workers.length === atOnce) break;
  }
  const ends = await Promise.allSettled(workers);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
