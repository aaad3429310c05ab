import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { controlOf, type EmulatorControl, madeAtAws } from '../_kit/emulator-control.ts';
import { type RunningProcess, startProcess } from '../_kit/start-process.ts';
import { expectWhole } from './expect-whole.ts';
import { type Following, operateAt, type RemoteOperator, told } from './remote-operator.ts';

// Whole processes start in every test, several in some.
vi.setConfig({ testTimeout: 90_000 });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lunora-process-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function start(...args: Parameters<typeof startProcess>): RunningProcess {
  const running = startProcess(...args);
  cleanups.push(() => running.kill());
  return running;
}

/** A Lunora that serves, and somebody who has read what it printed. */
async function serve(folder: string, env: Record<string, string> = {}, by: 'node' | 'npm' = 'node') {
  const lunora = start('lunora', folder, env, by);
  const graphql = await lunora.serving;
  const token = /#token=(\S+)/.exec(lunora.out())?.[1] ?? '';
  const localAws = /Local AWS\s+(\S+)/.exec(lunora.out())?.[1] ?? '';
  const operator: RemoteOperator = operateAt(graphql, token);
  cleanups.push(() => operator.dispose());
  return { lunora, graphql, token, localAws, operator };
}

/** Somebody else on a port, unless somebody is there already; a free one when it is 0. */
async function holdPort(port: number): Promise<string> {
  const server = createServer();
  const held = await new Promise<boolean>((done) => {
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => done(true));
  });
  if (!held) return String(port);
  cleanups.push(() => new Promise((done) => server.close(done)));
  return String((server.address() as AddressInfo).port);
}

const destinations = '{ destinations { nodes { id name status } } }';
interface Destinations {
  destinations: { nodes: { id: string; name: string; status: string }[] };
}

describe('npm start', () => {
  it('says where everything is, serves there, and ends cleanly on Ctrl-C', async () => {
    const { lunora, graphql, token, localAws, operator } = await serve(await newFolder());
    expect(lunora.out()).toContain(`${graphql}#token=${token}`);
    expect(token.length).toBeGreaterThan(20);

    expect((await fetch(graphql.replace('/graphql', '/readyz'))).status).toBe(200);
    expect(await operator.query('{ viewer { role } system { emulated } }')).toEqual({
      viewer: { role: 'ADMIN' },
      system: { emulated: true },
    });
    expect((await fetch(localAws)).status).toBe(200);
    const page = await fetch(graphql, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toContain('text/html');

    lunora.signal('SIGINT');
    expect(await lunora.ended).toEqual({ code: 0, said: '' });
    await expect(fetch(graphql)).rejects.toThrow();
    await expect(fetch(localAws)).rejects.toThrow();
  });

  it('keeps destinations and the token from one start to the next', async () => {
    const folder = await newFolder();
    const first = await serve(folder);
    const id = await first.operator.youtube('Kept');
    first.lunora.signal('SIGTERM');
    expect(await first.lunora.ended).toEqual({ code: 0, said: '' });

    const second = await serve(folder);
    expect(second.token).toBe(first.token);
    const { destinations: found } = await second.operator.query<Destinations>(destinations);
    expect(found.nodes).toEqual([{ id, name: 'Kept', status: 'IDLE' }]);
  });

  it('ends when only npm is told to, as supervisors do', async () => {
    const { lunora, graphql } = await serve(await newFolder(), {}, 'npm');
    lunora.signal('SIGTERM');
    await lunora.ended;
    await expect(fetch(graphql)).rejects.toThrow();
  });

  it('sends subscribers away with 1012 when it is told to end', async () => {
    const { lunora, operator } = await serve(await newFolder());
    const following = operator.follow();
    await following.until(({ kind }) => kind === 'BOOKMARK');
    lunora.signal('SIGTERM');
    expect(await following.socket.closed()).toMatchObject({ code: 1012 });
    expect(await lunora.ended).toEqual({ code: 0, said: '' });
  });

  it('takes free ports for the local AWS where the usual ones are taken, and says so', async () => {
    for (const port of [4010, 4011]) await holdPort(port);
    const env = { LUNORA_EMULATOR_PORT: '', LUNORA_TABLE_PORT: '', LUNORA_LOG_LEVEL: 'info' };
    const both = await serve(await newFolder(), env);
    expect((await fetch(both.localAws)).status).toBe(200);
    expect(both.lunora.out()).toContain('set LUNORA_EMULATOR_PORT to choose');
    expect(both.lunora.out()).toContain('set LUNORA_TABLE_PORT to choose');

    const half = await serve(await newFolder(), { ...env, LUNORA_EMULATOR_PORT: '0' });
    expect(half.lunora.out()).not.toContain('set LUNORA_EMULATOR_PORT to choose');
    expect(half.lunora.out()).toContain('set LUNORA_TABLE_PORT to choose');
  });
});

describe('npm start, when it cannot', () => {
  /** What it says and how it ends. */
  async function refusal(env: Record<string, string>, folder?: string) {
    const lunora = start('lunora', folder ?? (await newFolder()), env);
    const { code, said } = await lunora.ended;
    expect(lunora.out()).not.toContain('Lunora is serving');
    expect(said).not.toContain('    at ');
    return { code, said };
  }

  it.each(['LUNORA_PORT', 'LUNORA_EMULATOR_PORT', 'LUNORA_TABLE_PORT'])(
    'names %s when that port is taken',
    async (setting) => {
      const port = await holdPort(0);
      const { code, said } = await refusal({ [setting]: port });
      expect(code).toBe(1);
      expect(said).toContain(setting);
      expect(said).toContain(port);
    },
  );

  it('says that another process has the data folder, and leaves that one alone', async () => {
    const folder = await newFolder();
    const { lunora, graphql } = await serve(folder);
    const { code, said } = await refusal({}, folder);
    expect(code).toBe(1);
    expect(said).toContain('LUNORA_DATA_DIR');
    expect(said).toContain(folder);
    expect(said).toContain(String(lunora.pid));
    expect((await fetch(graphql.replace('/graphql', '/readyz'))).status).toBe(200);
    expect(await readFile(join(folder, 'lock'), 'utf8')).toContain(String(lunora.pid));
  });

  it('names every bad setting and why', async () => {
    const { code, said } = await refusal({ LUNORA_PORT: 'http', LUNORA_TIME_SCALE: 'fast' });
    expect(code).toBe(1);
    expect(said).toBe('LUNORA_PORT: must be a port number\nLUNORA_TIME_SCALE: must be a number\n');
  });

  it.each([
    [
      'without a token',
      { LUNORA_SECRET_KEY: 'fake secret key of more than 32 characters' },
      'LUNORA_ADMIN_TOKEN',
      'LUNORA_SECRET_KEY',
    ],
    [
      'without a key to seal with',
      { LUNORA_ADMIN_TOKEN: 'fake-admin-token-0000' },
      'LUNORA_SECRET_KEY',
      '_TOKEN',
    ],
  ])('does not work on AWS %s', async (_without, env, named, notNamed) => {
    const { code, said } = await refusal({ LUNORA_AWS: 'aws', ...env });
    expect(code).toBe(1);
    expect(said).toContain(named);
    expect(said).not.toContain(notNamed);
  });

  it('does not take the local AWS for production', async () => {
    const { code, said } = await refusal({ NODE_ENV: 'production', LUNORA_AWS: 'local' });
    expect(code).toBe(1);
    expect(said).toContain('LUNORA_AWS');
    expect(said).toContain('NODE_ENV=production');
  });
});

describe('kill -9 in the middle of a start', () => {
  type Instant = {
    arm(control: EmulatorControl): Promise<unknown>;
    reached(control: EmulatorControl, following: Following): Promise<unknown>;
  };

  const instants: Record<string, Instant> = {
    'while CreateInput is done and not answered': {
      arm: (control) => control.fault({ operation: 'CreateInput', kind: 'delay', delayMs: 60_000 }),
      reached: (control) => expect.poll(() => control.count('CreateInput'), poll).toBe(1),
    },
    'after the answer of CreateChannel was lost': {
      arm: (control) => control.fault({ operation: 'CreateChannel', kind: 'lostAnswer' }),
      reached: (control) => expect.poll(() => control.count('CreateChannel'), poll).toBeGreaterThan(0),
    },
    'while the channel starts': {
      arm: async () => {},
      reached: (_control, following) =>
        following.until(({ destination }) => destination?.channel?.state === 'STARTING'),
    },
  };
  const poll = { timeout: 15_000, interval: 20 };

  it.each(Object.entries(instants))(
    '%s: the next one goes on, and tells all that was missed',
    async (_name, instant) => {
      const folder = await newFolder();
      const settings = { LUNORA_TIME_SCALE: '0.02' };
      const first = await serve(folder, settings);
      const before = first.operator.follow();
      await before.until(({ kind }) => kind === 'BOOKMARK');
      const control = controlOf(first.localAws);
      await instant.arm(control);

      const id = await first.operator.youtube('A');
      await first.operator.mutate('startDestination', { id });
      await before.untilStatus('STARTING');
      await instant.reached(control, before);
      await first.lunora.kill();

      const second = await serve(folder, settings);
      const seen = told(before.all());
      const after = second.operator.follow(seen.at(-1)?.cursor);
      await after.untilStatus('RUNNING');
      expect(await madeAtAws(controlOf(second.localAws))).toEqual({
        channels: ['RUNNING'],
        inputs: ['ATTACHED'],
      });
      await expectWhole(seen, after.all(), second.operator);
    },
  );
});

it('ends in good time although AWS does not answer, and the next one finds out what came of the call', async () => {
  const folder = await newFolder();
  const settings = { LUNORA_TIME_SCALE: '0.02' };
  const first = await serve(folder, settings);
  const control = controlOf(first.localAws);
  await control.fault({ operation: 'CreateInput', kind: 'delay', delayMs: 60_000 });
  const id = await first.operator.youtube('A');
  await first.operator.mutate('startDestination', { id });
  await expect.poll(() => control.count('CreateInput'), { timeout: 15_000 }).toBe(1);
  first.lunora.signal('SIGTERM');
  expect(await first.lunora.ended).toEqual({ code: 1, said: '' });
  expect(first.lunora.out()).toContain('a call to AWS is unanswered');

  const second = await serve(folder, settings);
  await second.operator.follow().untilStatus('RUNNING');
  expect(await madeAtAws(controlOf(second.localAws))).toEqual({
    channels: ['RUNNING'],
    inputs: ['ATTACHED'],
  });
});
