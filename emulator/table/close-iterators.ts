import { createRequire } from 'node:module';

interface Iterator {
  close(): Promise<void>;
  return?(): Promise<void>;
}

interface AbstractLevelModule {
  AbstractKeyIterator: { prototype: Iterator };
  AbstractValueIterator: { prototype: Iterator };
}

const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));

/**
 * Lets dynalite close its iterators: it ends each read by `return`, which Level 10's iterators lack. An open one keeps
 * a snapshot, so that every version of every item since stays in memory and on disk.
 */
export function closeIterators(): void {
  const { AbstractKeyIterator, AbstractValueIterator } = fromDynalite(
    'abstract-level',
  ) as AbstractLevelModule;
  for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator]) {
    prototype.return ??= function (this: Iterator) {
      return this.close();
    };
  }
}
