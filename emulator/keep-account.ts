import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NotWrittenError } from './not-written-error.ts';
import type { Account } from './world.ts';

export interface AccountKeeper {
  /** The account as last kept, null on a first start. */
  load(): Promise<Account | null>;
  /** Resolves once the account as it is now is on disk. Calls that wait together share one write. @throws NotWrittenError */
  keep(account: Account): Promise<void>;
}

/**
 * Keeps the account in one file, replaced whole, so that a kill leaves the old or the new one and never half. Logs when
 * writing begins to fail, and when it works again.
 */
export function createAccountKeeper(dataDir: string, log: (line: string) => void = () => {}): AccountKeeper {
  const file = join(dataDir, 'account.json');
  const what = `The account of the local AWS in ${file}`;
  let fails = false;
  let writing: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  async function write(account: Account): Promise<void> {
    try {
      await mkdir(dataDir, { recursive: true });
      await writeFile(`${file}.new`, JSON.stringify(account));
      await rename(`${file}.new`, file);
    } catch (cause) {
      await rm(`${file}.new`, { force: true }).catch(() => {});
      const error = new NotWrittenError(what, cause);
      if (!fails) log(error.message);
      fails = true;
      throw error;
    }
    if (fails) log(`${what} is written again.`);
    fails = false;
  }

  return {
    async load() {
      try {
        const kept = JSON.parse(await readFile(file, 'utf8')) as Account | null;
        if (kept?.channels && kept.settings) return kept;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT') return null;
        if (code !== undefined) throw error;
      }
      throw new Error(`The account of the local AWS in ${file} is damaged. ${advice}`);
    },
    keep(account) {
      if (next) return next;
      const turn = (writing ?? Promise.resolve())
        .catch(() => {})
        .then(() => {
          next = null;
          writing = write(account);
          return writing;
        });
      next = turn;
      return turn;
    },
  };
}

const advice = 'Restore the folder from a backup, or set LUNORA_DATA_DIR to another one to start anew.';

/** @throws Error where the folder has a table, so that an account was kept there once */
export async function refuseLostAccount(dataDir: string): Promise<void> {
  const table = join(dataDir, 'table');
  const names = await readdir(table).catch(() => []);
  if (names.length === 0) return;
  throw new Error(`${join(dataDir, 'account.json')} is missing, though ${table} holds something. ${advice}`);
}

/** Keeps nothing: for tests and simulations. */
export const forgetfulKeeper: AccountKeeper = { load: async () => null, keep: async () => {} };
