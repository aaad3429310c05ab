import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Table } from '../../src/store/table.ts';
import { type Operator, startOperator } from './operator.ts';

let operator: Operator;
const reads: string[] = [];

/** Notes what the app reads of its table; the lease is looked after all the time. */
function watchedTable(table: Table): Table {
  const note = (verb: string, keys: readonly { pk: string }[]) => {
    if (keys.some(({ pk }) => pk !== 'LEASE')) reads.push(verb);
  };
  return {
    ...table,
    get(key) {
      note('get', [key]);
      return table.get(key);
    },
    getMany(keys) {
      note('getMany', keys);
      return table.getMany(keys);
    },
    query(args) {
      note('query', [args]);
      return table.query(args);
    },
  };
}

interface Listed {
  destinations: {
    totalCount: number;
    nodes: {
      id: string;
      health: { delivery: string };
      channel: { inputs: { flow: { id: string } | null }[] } | null;
      sessions: { nodes: unknown[] };
    }[];
  };
}
const list = `destinations(first: 50) { totalCount nodes {
  id name status health { source encoder delivery } costPerHour { amount } streamKey { fingerprint }
  channel { state alerts { message } inputs { flow { id name } } destinations { id } }
  flow { name state source { connected } outputs { name destination { id } } } preset { name } output { name }
  currentSession { startedAt } sessions(first: 5) { nodes { id startedAt endReason cost { amount } } }
} }`;

const sync = () => operator.query('mutation { sync { observedAt } }');
const bulk = (field: string, input: object) =>
  operator.query(`mutation ($input: BulkInput!) { ${field}(input: $input) { userErrors { code } } }`, {
    input,
  });
let asked = 0;
/**
 * Asks, and expects that no call to AWS comes of it and that the table is read so. A look may come meanwhile, but not
 * each time; asked anew under another name, no kept answer serves.
 */
const askAlone = <T>(selection: string, tableReads: string[]): Promise<T> =>
  vi.waitFor(async () => {
    const before = await calls();
    reads.length = 0;
    asked += 1;
    const answer = await operator.query<T>(`query Ask${asked} { ${selection} }`);
    expect(reads).toEqual(tableReads);
    expect(await calls()).toEqual(before);
    return answer;
  });
/** Alerts of what runs are read all the time; other looks are minutes away here. */
const calls = async () =>
  (await operator.emulator.calls()).map(({ operation }) => operation).filter((name) => name !== 'ListAlerts');

beforeAll(async () => {
  operator = await startOperator({
    timeScale: 100,
    emulator: { timeScale: 0 },
    table: watchedTable(createMemoryTable()),
    settings: { LUNORA_MUTATIONS_PER_SECOND: '1000', LUNORA_QUOTA_CHANNELS: '60' },
  });
  const { emulator } = operator;
  await emulator.settings({ quotas: { channels: 60, pushInputs: 60, outputsPerFlow: 60 } });
  await emulator.source(false);
  const ids: string[] = [];
  for (let n = 0; n < 50; n += 1) ids.push(await operator.youtube(`Place ${n}`));
  const connected = (wanted: boolean) =>
    vi.waitFor(
      async () => {
        await sync();
        const seen = await operator.query('{ flow { source { connected } } }');
        expect(seen).toEqual({ flow: { source: { connected: wanted } } });
      },
      { timeout: 15_000, interval: 100 },
    );
  // Without a source each start waits, at no cost: sessions without any act.
  await connected(false);
  for (let run = 0; run < 6; run += 1) {
    await bulk('startDestinations', { all: true });
    await bulk('stopDestinations', { all: true });
  }
  await emulator.source(true);
  await connected(true);
  const onAir = ids.slice(0, 15);
  await bulk('startDestinations', { ids: onAir });
  await vi.waitFor(
    async () => {
      await sync();
      const { destinations } = await operator.query<Listed>(`{ ${list} }`);
      // The first look at its alerts is a change, too.
      const settled = destinations.nodes.filter(({ health }) => health.delivery === 'OK');
      expect(settled).toHaveLength(onAir.length);
    },
    { timeout: 60_000, interval: 250 },
  );
  let before: unknown;
  await vi.waitFor(
    async () => {
      const last = before;
      before = (await calls()).length;
      expect(before).toBe(last);
    },
    { timeout: 15_000, interval: 500 },
  );
}, 120_000);
afterAll(() => operator.close());

it('lists fifty destinations, with what is behind them and their last sessions, without asking AWS or the table', async () => {
  const { destinations } = await askAlone<Listed>(list, []);
  expect(destinations.nodes).toHaveLength(50);
  expect(destinations.nodes.every(({ sessions }) => sessions.nodes.length === 5)).toBe(true);
  expect(destinations.nodes.filter(({ channel }) => channel?.inputs[0]?.flow)).toHaveLength(15);
});

it('reads the last events of all fifty in one batch', async () => {
  const { destinations } = await askAlone<{
    destinations: { nodes: { events: { nodes: unknown[] } }[] };
  }>('destinations(first: 50) { nodes { events(first: 3) { nodes { message at actor } } } }', ['getMany']);
  expect(destinations.nodes.filter(({ events }) => events.nodes.length === 3)).toHaveLength(50);
});
