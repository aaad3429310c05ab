import { createRequire } from 'node:module';

type Operation = (this: object, ...args: unknown[]) => Promise<unknown>;

const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
const answering = Symbol('answers failures');
/** Databases of which a write failed, with the reason. LevelDB's log may end in half a record: what came after it would be lost. */
const failed = new WeakMap<object, string>();

/**
 * Has dynalite answer failures of its files with DynamoDB's InternalServerError; it would end the process. After a
 * failed write nothing more is written until a restart, while reads go on.
 */
export function answerFailures(): void {
  const { Level } = fromDynalite('level') as { Level: { prototype: Record<PropertyKey, unknown> } };
  const { prototype } = Level;
  if (Object.hasOwn(prototype, answering)) return;
  prototype[answering] = true;
  for (const name of ['get', 'put', 'del', 'batch'] as const) {
    const perform = prototype[name] as Operation;
    const writes = name !== 'get';
    prototype[name] = async function (this: { location: string }, ...args: unknown[]) {
      const before = failed.get(this);
      if (writes && before !== undefined) throw answered(new Error(before), before);
      try {
        return await perform.apply(this, args);
      } catch (error) {
        const { message, code } = error as Error & { code?: string };
        if (code === 'LEVEL_DATABASE_NOT_OPEN') throw error;
        const sentence = writes
          ? `The table in ${this.location} cannot be written (${message}), so nothing more is. Free space on its disk, then restart.`
          : `The table in ${this.location} cannot be read (${message}). Restore it from a backup.`;
        if (writes) failed.set(this, sentence);
        throw answered(error as Error, sentence);
      }
    };
  }
}

/** An error as dynalite answers it instead of throwing it. */
function answered(error: Error, message: string): Error {
  return Object.assign(error, {
    statusCode: 500,
    body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message },
  });
}
