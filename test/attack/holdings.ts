import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WebSocket } from 'ws';
import type { AttackOptions, AttackReport } from './attack.ts';
import { attackTokens, startVictim, type Victim } from './start-victim.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const limit = 20;
const keysAtMost = 100;
const operations = 450;
const unusedLength = 56_000;
const mebibyte = 1024 ** 2;

/** One token that keeps as much as it can: records, idempotency keys, and what its open subscriptions carry. */
export async function attack({ long }: AttackOptions): Promise<AttackReport> {
  await using victim = await startVictim({
    LUNORA_MAX_DESTINATIONS_PER_TOKEN: String(limit),
    LUNORA_MAX_PRESETS_PER_TOKEN: String(limit),
    LUNORA_MAX_TOKENS_PER_TOKEN: String(limit),
    LUNORA_MAX_IDEMPOTENCY_KEYS_PER_TOKEN: String(keysAtMost),
    LUNORA_OPERATION_MIB_PER_TOKEN: '4',
    LUNORA_MUTATIONS_PER_SECOND: '1000',
  });
  const { state } = victim.app.store;
  const keys = await fill(
    victim,
    long ? 4 * keysAtMost : keysAtMost + 20,
    (n) => `sync(input: { idempotencyKey: "k${n}" })`,
  );
  expectAtMost('idempotency keys', [...state.all('replay')].length, keysAtMost);
  const destinations = await fill(
    victim,
    2 * limit,
    (n) => `createDestination(input: { name: "d${n}", platform: YOUTUBE,
    streamKey: "fake-fake-fake-${1_000 + n}" })`,
  );
  expectAtMost('destinations', [...state.all('destination')].length, limit);
  const presets = await fill(
    victim,
    2 * limit,
    (n) => `createPreset(input: { name: "p${n}", width: 640, height: 360,
    framesPerSecond: 30, videoBitrate: 800000 })`,
  );
  expectAtMost('presets', [...state.all('preset')].filter(({ builtIn }) => !builtIn).length, limit);
  const tokens = await fill(victim, 2 * limit, (n) => `createToken(input: { name: "t${n}", role: VIEWER })`);
  expectAtMost('tokens', [...state.all('token')].length, limit);

  const useless = await openMany(victim, attackTokens.viewer, (n) => ({
    query: 'subscription { destinationChanged { kind } }',
    variables: { unused: `${n}-`.repeat(unusedLength).slice(0, unusedLength) },
  }));
  const heavy = await openMany(victim, attackTokens.operator, (n) => ({
    query: 'subscription ($ids: [ID!]) { destinationChanged(ids: $ids) { kind } }',
    variables: { ids: Array.from({ length: 1_000 }, (_, m) => `id-${n}-${m}-`.padEnd(50, 'x')) },
  }));
  if (useless.grownMiB > 16) throw new Error(`Undeclared variables keep ${useless.grownMiB} MiB.`);
  if (heavy.grownMiB > 24) throw new Error(`Declared variables keep ${heavy.grownMiB} MiB.`);
  if (heavy.refused === 0) throw new Error('No subscription was refused.');
  return {
    name: 'holdings',
    figures: {
      'keys refused': keys,
      'destinations refused': destinations,
      'presets refused': presets,
      'tokens refused': tokens,
      'subscriptions opened': operations,
      'MiB kept of undeclared variables': useless.grownMiB,
      'MiB kept of declared variables': heavy.grownMiB,
      'subscriptions refused for declared variables': heavy.refused,
    },
  };
}

function expectAtMost(what: string, kept: number, atMost: number): void {
  if (kept > atMost) throw new Error(`${kept} ${what} are kept; ${atMost} may be.`);
}

/** Makes one after the other. Returns how many were refused with TOO_MANY; @throws Error for any other answer */
async function fill({ ask }: Victim, count: number, field: (n: number) => string): Promise<number> {
  let refused = 0;
  for (let n = 0; n < count; n += 1) {
    const { status, codes, text } = await ask(
      `mutation { done: ${field(n)} { userErrors { code } } }`,
      attackTokens.admin,
    );
    if (status !== 200 || codes.length > 0) throw new Error(`Answered ${status}: ${text}`);
    if (text.includes('TOO_MANY')) refused += 1;
    else if (!text.includes('"userErrors":[]')) throw new Error(text);
  }
  return refused;
}

/** Opens subscriptions over sockets, and measures what the process grew by, its own end of the sockets included. */
async function openMany({ endpoint }: Victim, token: string, payloadOf: (n: number) => object) {
  const sockets: WebSocket[] = [];
  let [refused, before] = [0, 0];
  for (let n = 0; n < operations; n += 1) {
    if (n % 45 === 0) sockets.push(await connect(endpoint, token));
    if (n === 45) before = memoryInUse();
    const socket = sockets.at(-1) as WebSocket;
    const answered = new Promise<string>((resolve) =>
      socket.once('message', (data) => resolve(String(data))),
    );
    socket.send(JSON.stringify({ id: String(n), type: 'subscribe', payload: payloadOf(n) }));
    const answer = await answered;
    if (answer.includes('RATE_LIMITED')) refused += 1;
  }
  const grownMiB = Math.round((memoryInUse() - before) / mebibyte);
  for (const socket of sockets) socket.close();
  return { refused, grownMiB };
}

async function connect(endpoint: string, token: string): Promise<WebSocket> {
  const socket = new WebSocket(endpoint.replace(/^http/, 'ws'), 'graphql-transport-ws');
  await new Promise((resolve) => socket.once('open', resolve));
  const acknowledged = new Promise((resolve) => socket.once('message', resolve));
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await acknowledged;
  return socket;
}

function memoryInUse(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
