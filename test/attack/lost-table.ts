import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { attackTokens, startVictim, type Victim } from './start-victim.ts';

interface Attack {
  name: string;
  figures: Record<string, number | string>;
}

const board = `{
  system { aws { reachable lastError } }
  flow { stale source { health } outputs { stale } }
  channels(first: 500) { nodes { stale } }
  destinations(first: 500) { nodes { stale health { source } statusReason { code } } }
}`;

/** Deletes the table under a running process: it is not ready, and whatever it tells says so, in queries and streams. */
export async function attack({ long }: { long: boolean }): Promise<Attack> {
  const staleAfterSeconds = long ? 60 : 4;
  await using victim = await startVictim({ LUNORA_STALE_AFTER_SECONDS: `${staleAfterSeconds}` });
  const { ask } = victim;
  await ask(
    'mutation { createDestination(input: { name: "A", platform: YOUTUBE, streamKey: "fake-fake-fake-0001" }) { userErrors { code } } }',
    attackTokens.admin,
  );
  await until('the whole board is fresh', 30, async () => {
    const { text } = await ask(board, attackTokens.viewer);
    return (
      text.includes('"reachable":true') &&
      text.includes('"channels":{"nodes":[{') &&
      !text.includes('"stale":true')
    );
  });
  const kept = await ask(board, attackTokens.viewer);
  const streams = await Promise.all(
    ['flow', 'channel', 'destination'].map((type) => openStream(victim, type)),
  );

  await deleteTable(victim);
  const deletedAt = performance.now();
  const seconds = () => Math.round((performance.now() - deletedAt) / 100) / 10;
  await until('not ready', staleAfterSeconds + 15, async () => (await readyz(victim)).status === 503);
  const notReadyAfter = seconds();
  const { reasons } = await readyz(victim);
  const answer = await ask(board, attackTokens.viewer);
  if (answer.text === kept.text || answer.text.includes('"stale":false'))
    throw new Error(`A query still shows what was known as fresh: ${answer.text}`);
  if (!answer.text.includes('"reachable":false') || answer.text.includes('"lastError":null'))
    throw new Error('system.aws does not say that AWS is not observed.');
  await until('every stream tells it', 5, async () =>
    streams.every(({ text }) => text().includes('"stale":true')),
  );
  const toldAfter = seconds();
  for (const { stop } of streams) stop();
  return {
    name: 'lost table',
    figures: {
      'stale after s (setting)': staleAfterSeconds,
      'not ready after s': notReadyAfter,
      'told to streams after s': toldAfter,
      reason: reasons.join(' '),
    },
  };
}

async function deleteTable({ app }: Victim): Promise<void> {
  const endpoint = app.localAws?.endpoints.dynamodb ?? '';
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  await client.send(new DeleteTableCommand({ TableName: 'lunora' }));
  client.destroy();
}

async function readyz({ app }: Victim): Promise<{ status: number; reasons: string[] }> {
  const response = await fetch(`${app.url}/readyz`);
  const { reasons = [] } = (await response.json()) as { reasons?: string[] };
  return { status: response.status, reasons };
}

/** An event stream of what is UPDATED. */
async function openStream({ endpoint }: Victim, type: string) {
  const query = `subscription { change: ${type}Changed { kind record: ${type} { stale } } }`;
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${attackTokens.viewer}` };
  const request = get(`${endpoint}?query=${encodeURIComponent(query)}`, { headers });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  response.on('error', () => {});
  await until(`${type}Changed has a snapshot`, 10, async () => text.includes('BOOKMARK'));
  text = '';
  return { text: () => text, stop: () => void request.destroy() };
}

async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + seconds * 1_000;
  while (!(await holds())) {
    if (performance.now() > endsAt) throw new Error(`Not within ${seconds} s: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
