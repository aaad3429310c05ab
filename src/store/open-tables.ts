import { DynamoDBClient, type DynamoDBClientResolvedConfig } from '@aws-sdk/client-dynamodb';
import { createDynamoTable } from './dynamo-table.ts';
import type { Table } from './table.ts';

export interface TablesOptions {
  tableName: string;
  /** Of a local table; null where the SDK finds it, with region and credentials. */
  endpoint: string | null;
  /** Connections for reads that nobody's writes wait for. */
  readSockets: number;
}

/** One table by two clients, so that readers never take the connections of the log. */
export interface Tables {
  /** For the log: appends, folds, the lease, checkpoints. */
  table: Table;
  /** For history, and for those who resume. */
  readTable: Table;
  /** Region and credentials as the SDK found them. */
  awsConfig: DynamoDBClientResolvedConfig;
  close(): void;
}

const logSockets = 50;

export function openTables({ tableName, endpoint, readSockets }: TablesOptions): Tables {
  const local = endpoint !== null && {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const open = (maxSockets: number) => {
    const agent = { maxSockets, keepAlive: true };
    const client = new DynamoDBClient({
      ...local,
      requestHandler: { httpAgent: agent, httpsAgent: agent },
    });
    return { client, table: createDynamoTable({ client, tableName, maxSockets }) };
  };
  const log = open(logSockets);
  const reads = open(readSockets);
  return {
    table: log.table,
    readTable: reads.table,
    awsConfig: log.client.config,
    close() {
      log.client.destroy();
      reads.client.destroy();
    },
  };
}
