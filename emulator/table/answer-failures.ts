import { createRequire } from 'node:module';
import { type Database, type DatabaseGuard, type GuardOptions, guardDatabase } from './guard-database.ts';

type Operation = (this: object, ...args: unknown[]) => Promise<unknown>;
type OpenIterator = (this: object, ...args: unknown[]) => Iterator;

interface Iterator {
  next(): Promise<unknown>;
  close(): Promise<void>;
}

const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
const answering = Symbol('answers failures');
const optionsOf = new Map<string, GuardOptions>();
const guards = new WeakMap<object, DatabaseGuard>();

/**
 * Has dynalite answer failures of the files in `path` with DynamoDB's InternalServerError; it would end the process. After a
 * failed write the files are opened again, and meanwhile nothing is written. Returns the way to forget `path`.
 */
export function answerFailures(path: string, options: GuardOptions): () => void {
  optionsOf.set(path, options);
  const { Level } = fromDynalite('level') as { Level: { prototype: Record<PropertyKey, unknown> } };
  if (!Object.hasOwn(Level.prototype, answering)) patch(Level.prototype);
  return () => optionsOf.delete(path);
}

function patch(prototype: Record<PropertyKey, unknown>): void {
  prototype[answering] = true;
  const open = prototype['open'] as Database['open'];
  const close = prototype['close'] as Database['close'];

  function guardOf(database: Database): DatabaseGuard {
    const known = guards.get(database);
    if (known) return known;
    const { location } = database;
    const raw = { location, open: open.bind(database), close: close.bind(database) };
    const guard = guardDatabase(raw, optionsOf.get(location) ?? { reopenMs: 1_000, log: () => {} });
    guards.set(database, guard);
    return guard;
  }

  for (const name of ['get', 'put', 'del', 'batch'] as const) {
    const perform = prototype[name] as Operation;
    const how = name === 'get' ? 'read' : 'write';
    prototype[name] = function (this: Database, ...args: unknown[]) {
      return guardOf(this)[how](() => perform.apply(this, args));
    };
  }
  for (const name of ['keys', 'values'] as const) {
    const perform = prototype[name] as OpenIterator;
    prototype[name] = function (this: Database, ...args: unknown[]) {
      return guardedIterator(guardOf(this), () => perform.apply(this, args));
    };
  }
  prototype['close'] = async function (this: Database) {
    await guardOf(this).end();
    await close.call(this);
  };
}

/** An iterator as dynalite uses one. It begins with the first `next`, which waits while the files are opened again. */
function guardedIterator(guard: DatabaseGuard, begin: () => Iterator) {
  let iterator: Iterator | null = null;
  return {
    next: () =>
      guard.read(async () => {
        iterator ??= begin();
        return iterator.next();
      }),
    return: async () => iterator?.close(),
  };
}
