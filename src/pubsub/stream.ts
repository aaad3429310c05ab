export type Stream<T> = AsyncIterableIterator<T, undefined, undefined>;

export interface StreamSource<T> {
  /** The next item, waiting for it; null at the end. Never called twice at once. */
  pull(): Promise<T | null>;
  /** Must make a `pull` that waits come back. */
  close(): void;
}

/**
 * An iterable over what a source hands out, on demand only. Unlike an async generator it honours `return()` while a
 * `next()` waits, so nobody who left stays registered.
 */
export function createStream<T>({ pull, close }: StreamSource<T>): Stream<T> {
  const end = { done: true, value: undefined } as const;
  let closed = false;
  let turn: Promise<unknown> = Promise.resolve();

  function finish(): void {
    if (closed) return;
    closed = true;
    close();
  }

  async function take(): Promise<IteratorResult<T, undefined>> {
    if (closed) return end;
    try {
      const value = await pull();
      if (value !== null && !closed) return { done: false, value };
    } catch (error) {
      finish();
      throw error;
    }
    finish();
    return end;
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const taken = turn.then(take);
      turn = taken.catch(() => {});
      return taken;
    },
    async return() {
      finish();
      return end;
    },
    async throw(error) {
      finish();
      throw error;
    },
  };
}
