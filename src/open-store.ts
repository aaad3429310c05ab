import type { Clock } from './clock.ts';
import type { Closers } from './closers.ts';
import type { Config } from './config.ts';
import { findConsequences } from './domain/find-consequences.ts';
import type { Logger } from './logger.ts';
import { packageVersion } from './package-version.ts';
import { requireAwsAccess } from './require-aws-access.ts';
import { createStore } from './store/create-store.ts';
import { openTables } from './store/open-tables.ts';
import type { Store } from './store/store.ts';
import type { Table } from './store/table.ts';

export interface OpenStoreOptions {
  config: Config;
  /** Where the local table listens; null: the real DynamoDB, as the SDK finds it. */
  localEndpoint: string | null;
  /** Another table than DynamoDB's, for tests. */
  table: Table | undefined;
  /** Asked before a new installation is founded. @throws Error why it must not be */
  checkFounding(): Promise<void>;
  clock: Clock;
  processId: string;
  log: Logger;
  closers: Closers;
}

/** Opens the store that the settings name, and has it closed with the app. */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { config, localEndpoint, clock, processId, log, closers } = options;
  const { table, readTable, awsConfig, close } = openTables({
    tableName: config.table,
    endpoint: localEndpoint,
    readSockets: 2 * config.historyReads.atOnce,
  });
  closers.add(close);
  if (localEndpoint === null) await requireAwsAccess(awsConfig);
  const store = await createStore({
    table: options.table ?? table,
    readTable: options.table ?? readTable,
    resumesAtOnce: config.historyReads.atOnce,
    clock,
    processId,
    version: packageVersion(),
    consequences: findConsequences,
    keepEntries: config.logKeepEntries,
    eventsRetentionDays: config.eventsRetentionDays,
    rates: config.rates,
    checkFounding: options.checkFounding,
    ...(config.installationId !== null && { installationId: config.installationId }),
    log,
  });
  closers.add(() => store.close());
  return store;
}
