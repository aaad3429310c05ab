import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { FindConsequences } from '../domain/consequences.ts';
import { listPrices, type Rates } from '../domain/cost.ts';
import { checkpoint } from './checkpoint.ts';
import { confirmedTable } from './confirmed-table.ts';
import { entriesAfter } from './entries-after.ts';
import { Fold } from './fold.ts';
import { gatedTable } from './gated-table.ts';
import { openHead } from './head.ts';
import { createHistory } from './history.ts';
import { createLeaseItem } from './lease-item.ts';
import { load } from './load.ts';
import { createLogClock } from './log-clock.ts';
import { ownProcess, ProcessRegistry } from './process-registry.ts';
import { answerRaiseRequest } from './raise-format.ts';
import type { ReadPass } from './read-gate.ts';
import { createSecretItems } from './secret-items.ts';
import type { Store } from './store.ts';
import { type StoreLog, silent } from './store-log.ts';
import { parseEntry } from './stored-entry.ts';
import type { Table } from './table.ts';
import { Turns } from './turns.ts';
import { Writer } from './writer.ts';

interface StoreOptions {
  table: Table;
  /** The same table by connections of its own, for history and for those who resume: no reader is in the log's way. */
  readTable?: Table;
  /** Reads of the log at once for those who resume. */
  resumesAtOnce?: number;
  clock: Clock;
  /** Unique among all processes that ever wrote to this log. */
  processId?: string;
  /** Of the program, for the other processes. */
  version?: string;
  consequences: FindConsequences;
  /** Entries kept in the log for those who resume; older ones are let go at checkpoints. */
  keepEntries?: number;
  eventsRetentionDays?: number;
  /** Refuses a table of another installation. Without it, the table's is taken, or one is made. */
  installationId?: string;
  /** Asked before a new installation is founded. Throws why it must not be; left out: it may. */
  checkFounding?: () => Promise<void>;
  /** What the installation pays; AWS's list prices without it. */
  rates?: Rates;
  log?: StoreLog;
}

/**
 * The store over a table, which is created when missing.
 * @throws UnavailableError when the table cannot be reached; an Error when it belongs to another installation.
 */
export async function createStore({
  table,
  readTable = table,
  resumesAtOnce = 8,
  clock,
  processId = randomUUID(),
  version = '',
  consequences,
  keepEntries = 20_000,
  eventsRetentionDays = 90,
  installationId,
  checkFounding,
  rates = listPrices,
  log = silent,
}: StoreOptions): Promise<Store> {
  await openHead(table, { installationId, checkFounding });
  const loaded = await load(table, rates);
  const newest = loaded.head.entry && parseEntry(loaded.head.entry).at;
  const logClock = createLogClock(clock, newest, log);
  const fold = new Fold({ table, log, loaded, clock: logClock });
  const confirmed = confirmedTable({ table, fold, clock });
  const deps = { table: confirmed, clock: logClock, fold };
  const resumes = new Turns({ atOnce: resumesAtOnce, atOncePerKey: Math.ceil(resumesAtOnce / 2) });
  const writer = new Writer({ ...deps, writerId: processId, consequences });
  const processes = new ProcessRegistry(deps, ownProcess(processId, version));
  let checkpoints: Promise<void> = Promise.resolve();

  return {
    clock: logClock,
    incarnation: fold.incarnation,
    installationId: fold.installationId,
    state: fold.state,
    get floor() {
      return fold.floor;
    },
    change: (decide) => writer.change(decide),
    catchUp: () => fold.catchUp(),
    health: () => ({ lost: fold.lost, failure: fold.failure, confirmedAtMs: fold.confirmedAtMs }),
    onEntry(listener) {
      fold.listeners.add(listener);
      return () => fold.listeners.delete(listener);
    },
    entriesAfter(position, limit, reader = '') {
      const pass: ReadPass = (read) => resumes.run(reader, read);
      return entriesAfter({ table: gatedTable(readTable, pass), fold }, position, limit);
    },
    secretItems: createSecretItems(confirmed),
    format: () => fold.format,
    lease: createLeaseItem(confirmed),
    historyFor: (pass) =>
      createHistory({
        ...deps,
        table: pass ? gatedTable(readTable, pass) : readTable,
        eventsRetentionDays,
      }),
    checkpoint() {
      const next = checkpoints.then(() => checkpoint({ ...deps, keepEntries, eventsRetentionDays }));
      checkpoints = next.catch(() => {});
      return next;
    },
    async heartbeat(leads) {
      await processes.beat();
      if (leads) await answerRaiseRequest({ ...deps, processes, change: (decide) => writer.change(decide) });
    },
    leave: () => processes.leave(),
    async close() {
      await writer.close();
      await checkpoints;
    },
  };
}
