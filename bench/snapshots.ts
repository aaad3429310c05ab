/**
 * `node --import tsx bench/snapshots.ts [clients] [records]`: how long many clients that ask for a snapshot at once wait
 * for the last of it, with a median of five rounds.
 */
import { once } from 'node:events';
import { type RawData, WebSocket } from 'ws';
import { listDocument } from './documents.ts';
import { median } from './median.ts';
import { startPinned } from './pinned.ts';
import { benchToken } from './token-counts.ts';

const clients = Number(process.argv[2] ?? 50);
const records = Number(process.argv[3] ?? 500);
const rounds = 5;
const fields = /node \{([\s\S]*)\}\s*\}\s*\}\s*\}/.exec(listDocument)?.[1] ?? '';
const query = `subscription { destinationChanged { kind cursor at destination { ${fields} } } }`;

async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
  });
  await once(socket, 'open');
  socket.send(
    JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${benchToken}` } }),
  );
  await once(socket, 'message');
  return socket;
}

/** Resolves at the bookmark that ends the snapshot, with the messages and bytes before it. */
function takeSnapshot(socket: WebSocket): Promise<{ messages: number; bytes: number }> {
  const told = { messages: 0, bytes: 0 };
  return new Promise((resolve, reject) => {
    socket.on('message', (data: RawData) => {
      if (!(data instanceof Buffer)) return;
      if (data.includes('"kind":"SNAPSHOT"')) {
        told.messages += 1;
        told.bytes += data.length;
      } else if (data.includes('"kind":"BOOKMARK"')) resolve(told);
      else reject(new Error(String(data)));
    });
    socket.send(JSON.stringify({ id: 'snapshot', type: 'subscribe', payload: { query } }));
  });
}

const server = await startPinned(new URL('./lunora/serve.ts', import.meta.url), 'server');
try {
  const url = await server.call<string>('start', { destinations: records, scopes: 0 });
  const wallMs: number[] = [];
  const cpuMs: number[] = [];
  const stallMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const sockets = await Promise.all(Array.from({ length: clients }, () => open(url)));
    const cpuBefore = await server.call<number>('cpu');
    server.tell('watchStalls');
    const startedAt = performance.now();
    const told = await Promise.all(sockets.map(takeSnapshot));
    wallMs.push(performance.now() - startedAt);
    stallMs.push(await server.call<number>('longestStall'));
    cpuMs.push(((await server.call<number>('cpu')) - cpuBefore) / 1_000);
    if (told.some(({ messages }) => messages !== records)) throw new Error('A snapshot is not whole.');
    if (round === 0) console.log(`${clients} clients, ${records} records, ${told[0]?.bytes} bytes each`);
    for (const socket of sockets) socket.terminate();
  }
  console.log({
    'last bookmark, ms': Math.round(median(wallMs)),
    'server CPU, ms': Math.round(median(cpuMs)),
    'longest stall, ms': Math.round(median(stallMs)),
  });
} finally {
  await server.close();
}
