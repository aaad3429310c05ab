import type { startEmulator } from '../../emulator/start-emulator.ts';
import { type App, startApp } from '../../src/app.ts';
import type { Clock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import type { Table } from '../../src/store/table.ts';
import { attackTokens } from './start-victim.ts';

/** A process whose clock can be set, whose table can be taken away, and whose time runs `pace` times as fast. */
export interface Process {
  app: App;
  setClock(ms: number): void;
  table: { lost: boolean; readOnly: boolean };
}

/** Starts one whose clock is `aheadMs` ahead. */
export async function startProcess(
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

export const leads = async (process: Process) =>
  (await ask(process, '{ system { leader } }', {})).body.data.system?.leader === true;

export interface Made {
  id: string;
}

/** Makes a destination and has it started; resolves once it is on air. */
export async function run(process: Process, name: string): Promise<Made> {
  const made = await begin(process, name);
  await onAir(process, made, name);
  return made;
}

/** Makes a destination and has it started. */
export async function begin(process: Process, name: string): Promise<Made> {
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
  return { id };
}

export async function onAir(process: Process, { id }: Made, name: string): Promise<void> {
  const status = async () =>
    (await ask(process, 'query ($id: ID!) { destination(id: $id) { status } }', { id })).body.data.destination
      ?.status;
  await until(`${name} is on air`, async () => (await status()) === 'RUNNING', 30_000);
}

/** Whether the edit was made. */
export async function edit(process: Process, { id }: Made, name: string): Promise<boolean> {
  const { body } = await ask(
    process,
    'mutation ($input: UpdateDestinationInput!) { made: updateDestination(input: $input) { destination { id } userErrors { code } } }',
    { input: { id, name } },
  );
  return body.data?.made?.destination?.id === id;
}

export async function readyz({ app }: Process): Promise<{ status: number; body: { reasons?: string[] } }> {
  const response = await fetch(`${app.url}/readyz`);
  return { status: response.status, body: (await response.json()) as { reasons?: string[] } };
}

export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline)
      throw new Error(`It did not come about within ${withinMs} ms that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
