/** Things to close, the newest first, so that whatever fails half-way leaves nothing running. */
export interface Closers {
  add(close: () => unknown): void;
  /** Closes everything once; what fails keeps nothing else open. @throws AggregateError of what failed */
  close(): Promise<void>;
}

export function createClosers(): Closers {
  const closers: (() => unknown)[] = [];
  let closing: Promise<void> | null = null;

  async function closeAll(): Promise<void> {
    const errors: unknown[] = [];
    for (let close = closers.pop(); close; close = closers.pop()) {
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Not everything closed well.');
  }

  return {
    add: (close) => void closers.push(close),
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}
