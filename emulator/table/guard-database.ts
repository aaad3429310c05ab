import { AnsweredFailure } from './answered-failure.ts';
import { findDamage } from './find-damage.ts';
import { hasRoom } from './has-room.ts';

/** What the guard needs of a Level database. */
export interface Database {
  readonly location: string;
  open(options: { createIfMissing: boolean }): Promise<void>;
  close(): Promise<void>;
}

export interface GuardOptions {
  /** Between a failed write and the first attempt to open the files again. */
  reopenMs: number;
  log(line: string): void;
}

export interface DatabaseGuard {
  /** @throws AnsweredFailure where the files cannot be read */
  read<T>(work: () => Promise<T>): Promise<T>;
  /** @throws AnsweredFailure where the files cannot be written now */
  write<T>(work: () => Promise<T>): Promise<T>;
  /** Stops opening; what is under way has ended when it resolves. */
  end(): Promise<void>;
}

const slowestMs = 60_000;

/**
 * Stops writing after a failed write: LevelDB's log may end in half a record, and what came after it would be lost.
 * Opens the database again, as that begins a new log, once its disk has room.
 */
export function guardDatabase(database: Database, { reopenMs, log }: GuardOptions): DatabaseGuard {
  const { location } = database;
  let failure: AnsweredFailure | null = null;
  let waitMs = reopenMs;
  let opening: Promise<AnsweredFailure | null> | null = null;
  let attempt: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let ended = false;
  /** Writes go one by one: none may follow on a failed one within LevelDB. */
  let lastWrite: Promise<unknown> = Promise.resolve();

  function schedule(): void {
    if (ended) return;
    timer = setTimeout(() => {
      attempt = openAgain();
    }, waitMs);
    timer.unref();
  }

  async function openAgain(): Promise<void> {
    if (!(await hasRoom(location))) return schedule();
    if (ended) return;
    opening = reopen(database);
    failure = await opening;
    opening = null;
    if (failure === null) {
      waitMs = reopenMs;
      return log(`The table in ${location} is written again.`);
    }
    log(failure.message);
    waitMs = Math.min(2 * waitMs, slowestMs);
    schedule();
  }

  async function read<T>(work: () => Promise<T>): Promise<T> {
    await opening;
    try {
      return await work();
    } catch (error) {
      throw unread(location, failure, error);
    }
  }

  async function attemptWrite<T>(work: () => Promise<T>): Promise<T> {
    await opening;
    if (failure) throw failure;
    try {
      return await work();
    } catch (error) {
      if (codeOf(error) === 'LEVEL_DATABASE_NOT_OPEN') throw closed(error);
      failure = unwritable(location, error);
      log(failure.message);
      schedule();
      throw failure;
    }
  }

  return {
    read,
    write(work) {
      const written = lastWrite.then(() => attemptWrite(work));
      lastWrite = written.catch(() => {});
      return written;
    },
    async end() {
      ended = true;
      if (timer) clearTimeout(timer);
      await attempt;
    },
  };
}

async function reopen(database: Database): Promise<AnsweredFailure | null> {
  try {
    await database.close();
    const damage = await findDamage(database.location);
    if (damage) return unopened(database.location, damage);
    await database.open({ createIfMissing: false });
    return null;
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    return unopened(database.location, messageOf(cause ?? error), error);
  }
}

function unread(location: string, failure: AnsweredFailure | null, error: unknown): AnsweredFailure {
  const code = codeOf(error);
  if (code === 'LEVEL_DATABASE_NOT_OPEN') return failure ?? closed(error);
  const [what, advice] =
    code === 'LEVEL_ITERATOR_NOT_OPEN'
      ? ['was opened again during this read', 'Repeat the read.']
      : [`cannot be read (${messageOf(error)})`, 'Restore it from a backup.'];
  return new AnsweredFailure(`The table in ${location} ${what}. ${advice}`, error);
}

const codeOf = (error: unknown) => (error as { code?: string }).code;

/** Dynalite knows these words, and keeps quiet. */
const closed = (error: unknown) => new AnsweredFailure('Database is closed.', error);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const unwritable = (location: string, error: unknown) =>
  new AnsweredFailure(
    `The table in ${location} cannot be written (${messageOf(error)}). Free space on its disk; writing then resumes by itself.`,
    error,
  );

const unopened = (location: string, why: string, error?: unknown) =>
  new AnsweredFailure(
    `The table in ${location} cannot be opened again (${why}). Free space on its disk, or restore it from a backup and restart.`,
    error,
  );
