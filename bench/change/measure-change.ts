import { randomBytes } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { type LocalAws, startApp } from '../../src/app.ts';
import { createClients } from '../../src/aws/create-clients.ts';
import { readConfig } from '../../src/config.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { moreFlows } from '../aws-calls/more-flows.ts';
import { median } from '../median.ts';
import { benchToken } from '../token-counts.ts';

interface FlowMessage {
  flowChanged: { kind: string; flow: { arn: string; source: { connected: boolean | null } | null } | null };
}

const document = 'subscription { flowChanged { kind flow { arn source { connected } } } }';
const flowCount = 20;
/** How far apart the changes are: over one whole interval between looks without events. */
const apartMs = 750;
const patienceMs = 100_000;

/**
 * Milliseconds from a change at AWS (an encoder stops sending to a flow) to the subscriber who is told of it, in real
 * time: the whole app, at its real pace. One change to each of 20 flows, so no change hastens the look for another.
 */
export async function measureChange(way: 'hint' | 'poll'): Promise<number> {
  const emulator = await startEmulator({ timeScale: 0 });
  const clients = createClients({
    local: { mediaLive: emulator.endpoints.medialive, mediaConnect: emulator.endpoints.mediaconnect },
  });
  const arns = [emulator.seeded.flowArn, ...(await moreFlows(clients.mediaConnect, flowCount - 1))];
  clients.close();
  for (const flow of Object.values(emulator.world.account.flows)) flow.encoderSending = true;

  const app = await startApp(
    {
      ...readConfig({
        LUNORA_TIME_SCALE: '1',
        LUNORA_PORT: '0',
        LUNORA_ADMIN_TOKEN: benchToken,
        LUNORA_SECRET_KEY: randomBytes(32).toString('base64'),
        LUNORA_LOG_LEVEL: 'error',
      }),
    },
    {
      localAws: way === 'hint' ? emulator : withoutQueue(emulator),
      table: createMemoryTable(),
      logDestination: process.stderr,
    },
  );
  const client = createClient({
    url: `${app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${benchToken}` },
  });

  const connected = new Map<string, boolean | null>();
  const changedAtMs = new Map<string, number>();
  const tookMs = new Map<string, number>();
  let check = () => {};
  const unsubscribe = client.subscribe<FlowMessage>(
    { query: document },
    {
      next({ data }) {
        const flow = data?.flowChanged.flow;
        if (!flow) return;
        connected.set(flow.arn, flow.source?.connected ?? null);
        const since = changedAtMs.get(flow.arn);
        if (since !== undefined && flow.source?.connected === false && !tookMs.has(flow.arn)) {
          tookMs.set(flow.arn, performance.now() - since);
        }
        check();
      },
      error() {},
      complete() {},
    },
  );
  const until = (what: string, holds: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${way}: never ${what}.`)), patienceMs);
      check = () => {
        if (!holds()) return;
        clearTimeout(late);
        resolve();
      };
      check();
    });

  try {
    await until('saw all flows connected', () => arns.every((arn) => connected.get(arn) === true));
    for (const flowArn of arns) {
      changedAtMs.set(flowArn, performance.now());
      const answer = await fetch(`${emulator.url}/_emulator/sources`, {
        method: 'POST',
        body: JSON.stringify({ flowArn, connected: false }),
      });
      if (!answer.ok) throw new Error(`The local AWS answered ${answer.status}.`);
      await new Promise((resolve) => setTimeout(resolve, apartMs));
    }
    await until('heard of all changes', () => tookMs.size === arns.length);
    return median([...tookMs.values()]);
  } finally {
    unsubscribe();
    await client.dispose();
    await app.close();
    await emulator.close();
  }
}

function withoutQueue({ endpoints, seeded }: Emulator): LocalAws {
  const { queueUrl: _unheard, ...known } = seeded;
  return { endpoints, seeded: known };
}
