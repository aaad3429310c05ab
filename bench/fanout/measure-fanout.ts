import { setTimeout } from 'node:timers/promises';
import type { Budget } from '../budget.ts';
import type { LunoraArgs } from '../lunora/lunora-args.ts';
import { median } from '../median.ts';
import { benchToken } from '../token-counts.ts';
import { type Contender, startContender } from './contender.ts';

/** One window of one contender. */
export interface Taken {
  /** Server CPU per delivered message, in microseconds. */
  cpuUs: number;
  p99Ms: number;
}

export interface FanoutResult {
  /** By size and contender (`1000 raw`): a window per round. */
  taken: Map<string, Taken[]>;
  heapKbPerConn: number;
  /** By contender, at the largest size. */
  stallMs: Map<string, number>;
  messageBytes: number;
  rounds: number;
}

const serve = {
  lunora: new URL('../lunora/serve.ts', import.meta.url),
  raw: new URL('../peers/serve-raw.ts', import.meta.url),
  yoga: new URL('../peers/serve-yoga.ts', import.meta.url),
};

export const sizes = [200, 1_000, 5_000] as const;
const scopedSize = 1_000;
const largest = 5_000;
/** Messages of one window, at least: enough CPU to be measured. */
const windowMessages = 40_000;
/** Before a window: publications with a pause after each, then publications in a row. None is counted. */
const leadIn = { apart: 3, pauseMs: 80, inARow: 16 };
const stallPublications = 5;
const mostRounds = 5;

/**
 * Server CPU and delay of one change to many subscribers, beside a bare broadcast and Yoga. All servers stand at once;
 * in each round every one has its window in turn, and the next change is made when everyone has heard of the last.
 */
export async function measureFanout(budget: Budget, say: (line: string) => void): Promise<FanoutResult> {
  const open: Contender[] = [];
  const start = async (...args: Parameters<typeof startContender>) => {
    const contender = await startContender(...args);
    open.push(contender);
    return contender;
  };
  const lunora = (name: string, scopes: number, switches: Partial<LunoraArgs> = {}) =>
    start({
      name,
      file: serve.lunora,
      args: { destinations: 1, scopes, ...switches } satisfies LunoraArgs,
      tokens: scopes === 0 ? [benchToken] : Array.from({ length: scopes }, (_, i) => `${benchToken}-${i}`),
    });

  const taken = new Map<string, Taken[]>();
  const stallMs = new Map<string, number>();
  let rounds = mostRounds;
  try {
    const ours = await lunora('lunora', 0);
    const emptyHeap = await ours.server.call<number>('heap');
    const text = await ours.sample();
    const raw = await start({ name: 'raw', file: serve.raw, args: { text }, tokens: [] });
    const change = JSON.parse(text).payload.data.destinationChanged;
    const args = { list: null, change };
    const yoga = await start({ name: 'yoga', file: serve.yoga, args, tokens: [benchToken] });
    const always = [raw, ours, await lunora('lunoraSend', 0, { frames: 'send' }), yoga];

    for (const size of sizes) {
      const scoped =
        size === scopedSize ? [await lunora('groups100', 100), await lunora('ownScope', scopedSize)] : [];
      const contenders = [...always, ...scoped];
      for (const contender of contenders) await contender.grow(size);
      say(`fan-out: ${size} subscribers each on ${contenders.map(({ name }) => name).join(', ')}`);
      rounds = Math.min(rounds, await takeRounds(contenders, size, budget, taken));
      for (const contender of scoped) {
        await contender.close();
        open.splice(open.indexOf(contender), 1);
      }
    }
    for (const contender of [raw, ours]) stallMs.set(contender.name, await longestStall(contender));
    const heapKbPerConn = ((await ours.server.call<number>('heap')) - emptyHeap) / 1024 / largest;
    return { taken, heapKbPerConn, stallMs, messageBytes: Buffer.byteLength(text), rounds };
  } finally {
    for (const contender of open) await contender.close();
  }
}

async function takeRounds(
  contenders: readonly Contender[],
  size: number,
  budget: Budget,
  taken: Map<string, Taken[]>,
): Promise<number> {
  // To take in so many, the servers met what they were not compiled for: that is compiled anew in a window of its own.
  for (const contender of contenders) await takeWindow(contender, size, windowMessages);
  let rounds = 0;
  while (rounds < mostRounds && budget.allows(`fan-out at ${size}`, rounds)) {
    // Every other round runs backwards, so that nobody always follows the same one.
    const order = rounds % 2 === 0 ? contenders : [...contenders].reverse();
    for (const contender of order) {
      const key = `${size} ${contender.name}`;
      taken.set(key, [...(taken.get(key) ?? []), await takeWindow(contender, size, windowMessages)]);
    }
    rounds += 1;
  }
  return rounds;
}

async function takeWindow(
  { server, publish, p99 }: Contender,
  size: number,
  messages: number,
): Promise<Taken> {
  await takeLeadIn(publish);
  await p99();
  const publications = Math.ceil(messages / size);
  const before = await server.call<number>('cpu');
  for (let index = 0; index < publications; index += 1) await publish();
  const cpuUs = ((await server.call<number>('cpu')) - before) / (publications * size);
  return { cpuUs, p99Ms: await p99() };
}

/**
 * Has every receiver acknowledge what it is sent as it reads it, at its own expense. On loopback Linux does what comes before
 * that on the sender's time, acknowledgements too: after an answered ping, until one waited 40 ms in vain
 * (`inet_csk_exit_pingpong_mode`), and of sixteen messages after a silence of 200 ms (TCP_MAX_QUICKACKS).
 */
async function takeLeadIn(publish: () => Promise<void>): Promise<void> {
  for (let index = 0; index < leadIn.apart; index += 1) {
    await publish();
    await setTimeout(leadIn.pauseMs);
  }
  for (let index = 0; index < leadIn.inARow; index += 1) await publish();
}

/** The median, over rounds, of the longest stall of the event loop from one publication. */
async function longestStall({ server, publish }: Contender): Promise<number> {
  const stalls: number[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    await server.call('watchStalls');
    for (let index = 0; index < stallPublications; index += 1) await publish();
    stalls.push(await server.call<number>('longestStall'));
  }
  return median(stalls);
}
