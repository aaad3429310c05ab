import { startEmulator } from '../../emulator/start-emulator.ts';
import { type App, startApp } from '../../src/app.ts';
import type { Clock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Table } from '../../src/store/table.ts';
import { attackTokens } from './start-victim.ts';

interface Attack {
  name: string;
  figures: Record<string, number | string>;
}

const hourMs = 3_600_000;
const takeoverMs = 10_000;
const leaderlessMs = 30_000;

/** A process whose clock can be set, whose table can be taken away, and whose time runs `pace` times as fast. */
interface Process {
  app: App;
  setClock(ms: number): void;
  table: { lost: boolean; readOnly: boolean };
}

/** Clocks that are hours off, set forward and back, while leaders die: somebody leads, and what is asked for is done. */
export async function attack({ long }: { long: boolean }): Promise<Attack> {
  const pace = long ? 1 : 5;
  const emulator = await startEmulator({ port: 0, timeScale: 0, table: false });
  const table = createMemoryTable();
  const processes: Process[] = [];
  const start = async (aheadMs: number) => {
    const started = await startProcess(table, emulator, pace, aheadMs);
    processes.push(started);
    return started;
  };
  const appMs = (sinceMs: number) => Math.round((performance.now() - sinceMs) * pace);
  const figures: Attack['figures'] = {};
  try {
    const ahead = await start(2 * hourMs);
    await until('the first process leads', () => leads(ahead), 15_000);
    const heir = await start(0);
    const one = await run(heir, 'one');

    const diedAt = performance.now();
    ahead.table.lost = true;
    await until(
      'another leads after a leader that was two hours ahead',
      () => leads(heir),
      takeoverMs / pace,
    );
    figures['led again after a leader two hours ahead died, ms'] = appMs(diedAt);
    await run(heir, 'two');

    let refused = 0;
    for (const ms of long ? [-2, 3, -6, 6, -1].map((hours) => hours * hourMs) : [-2 * hourMs, 3 * hourMs]) {
      heir.setClock(ms);
      for (let n = 0; n < 20; n += 1) if (!(await edit(heir, one, `one, edit ${n} at ${ms}`))) refused += 1;
      await run(heir, `after ${ms}`);
    }
    if (refused > 0) throw new Error(`${refused} mutations were refused after the clock was set.`);
    figures['mutations refused after the clock was set'] = refused;

    const last = await start(-40_000);
    const handedAt = performance.now();
    await heir.app.close();
    processes.splice(processes.indexOf(heir), 1);
    await until('another leads after an orderly end', () => leads(last), takeoverMs / pace);
    figures['led again after an orderly end, ms'] = appMs(handedAt);
    await run(last, 'three');

    const blockedAt = performance.now();
    last.table.readOnly = true;
    await until(
      'it says that nobody leads',
      async () => (await readyz(last)).status === 503,
      (2 * leaderlessMs) / pace,
    );
    figures['not ready without a leader after ms'] = appMs(blockedAt);
    const { reasons = [] } = (await readyz(last)).body;
    if (!reasons.some((reason) => reason.startsWith('No process has led for'))) {
      throw new Error(`It says only: ${reasons.join(' ')}`);
    }
    last.table.readOnly = false;
    await until(
      'it is ready again',
      async () => (await readyz(last)).status === 200,
      (3 * takeoverMs) / pace,
    );
    return { name: 'clocks that are set', figures };
  } finally {
    for (const { app, table: access } of processes) {
      access.readOnly = false;
      await app.close().catch(() => {});
    }
    await emulator.close();
  }
}

async function startProcess(
  shared: Table,
  localAws: Awaited<ReturnType<typeof startEmulator>>,
  pace: number,
  aheadMs: number,
): Promise<Process> {
  const bornMs = Date.now();
  const monotonicMs = () => performance.now() * pace;
  const startedMs = monotonicMs();
  let offsetMs = aheadMs;
  const clock: Clock = {
    now: () => bornMs + offsetMs + monotonicMs() - startedMs,
    monotonicMs,
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs / pace);
      return () => clearTimeout(timer);
    },
  };
  const access = { lost: false, readOnly: false };
  const guard = <T>(writes: boolean, deed: () => Promise<T>): Promise<T> =>
    access.lost || (writes && access.readOnly) ? Promise.reject(new Error('There is no table.')) : deed();
  const table: Table = {
    prepare: () => shared.prepare(),
    get: (key) => guard(false, () => shared.get(key)),
    getMany: (keys) => guard(false, () => shared.getMany(keys)),
    query: (args) => guard(false, () => shared.query(args)),
    put: (...args) => guard(true, () => shared.put(...args)),
    update: (...args) => guard(true, () => shared.update(...args)),
    remove: (...args) => guard(true, () => shared.remove(...args)),
  };
  const settings = readConfig({
    LUNORA_AWS: 'aws',
    LUNORA_FOUND: '1',
    LUNORA_TIME_SCALE: '0',
    LUNORA_ADMIN_TOKEN: attackTokens.admin,
    LUNORA_SECRET_KEY: Buffer.from(Array.from({ length: 32 }, (_, n) => (n * 37) % 256)).toString('base64'),
    LUNORA_LOG_LEVEL: 'fatal',
  });
  const app = await startApp(
    { ...settings, port: 0 },
    { clock, localAws, table, logDestination: { write() {} } },
  );
  return {
    app,
    setClock(ms) {
      offsetMs += ms;
    },
    table: access,
  };
}

interface Answer {
  data: {
    system?: { leader: boolean };
    destination?: { status: string };
    made?: { destination: { id: string } | null };
  };
}

async function ask({ app }: Process, query: string, variables: object): Promise<{ body: Answer }> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${attackTokens.admin}` },
    body: JSON.stringify({ query, variables }),
  });
  return { body: (await response.json()) as Answer };
}

const leads = async (process: Process) =>
  (await ask(process, '{ system { leader } }', {})).body.data.system?.leader === true;

interface Made {
  id: string;
}

/** Makes a destination and has it started; resolves once it is on air. */
async function run(process: Process, name: string): Promise<Made> {
  const input = { name, platform: 'YOUTUBE', streamKey: `fake-key-${name.replaceAll(' ', '-')}-0000` };
  const made = await ask(
    process,
    'mutation ($input: CreateDestinationInput!) { made: createDestination(input: $input) { destination { id } userErrors { code } } }',
    { input },
  );
  const id = made.body.data.made?.destination?.id;
  if (!id) throw new Error(`${name} was not made: ${JSON.stringify(made.body)}`);
  await ask(process, 'mutation ($id: ID!) { startDestination(input: { id: $id }) { userErrors { code } } }', {
    id,
  });
  const status = async () =>
    (await ask(process, 'query ($id: ID!) { destination(id: $id) { status } }', { id })).body.data.destination
      ?.status;
  await until(`${name} is on air`, async () => (await status()) === 'RUNNING', 30_000);
  return { id };
}

/** Whether the edit was made. */
async function edit(process: Process, { id }: Made, name: string): Promise<boolean> {
  const { body } = await ask(
    process,
    'mutation ($input: UpdateDestinationInput!) { made: updateDestination(input: $input) { destination { id } userErrors { code } } }',
    { input: { id, name } },
  );
  return body.data?.made?.destination?.id === id;
}

async function readyz({ app }: Process): Promise<{ status: number; body: { reasons?: string[] } }> {
  const response = await fetch(`${app.url}/readyz`);
  return { status: response.status, body: (await response.json()) as { reasons?: string[] } };
}

async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline)
      throw new Error(`It did not come about within ${withinMs} ms that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
