import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findDamage } from './find-damage.ts';
import { probeName } from './has-room.ts';

interface Database {
  open(): Promise<void>;
  close(): Promise<void>;
}

const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));

/**
 * Opens the table's files once before dynalite does, which says of every failure that the database is closed.
 * @throws Error that names the file and says what to do
 */
export async function checkTableFiles(path: string): Promise<void> {
  await rm(join(path, probeName), { force: true });
  const damage = await findDamage(path);
  if (damage) throw damaged(path, damage);
  const { Level } = fromDynalite('level') as { Level: new (path: string) => Database };
  const database = new Level(path);
  try {
    await database.open();
  } catch (error) {
    const { cause } = error as { cause?: Error & { code?: string } };
    if (/No space left/i.test(cause?.message ?? '')) {
      throw new Error(
        `The disk is full: the table in ${path} cannot be opened. Free space, then start again.`,
        {
          cause: error,
        },
      );
    }
    throw damaged(path, cause?.message ?? String(error), error);
  }
  await database.close();
}

function damaged(path: string, what: string, cause?: unknown): Error {
  return new Error(
    `The table in ${path} is damaged (${what}). Restore the folder from a backup, or set LUNORA_DATA_DIR to another one to start anew.`,
    { cause },
  );
}
