import { randomBytes } from 'node:crypto';
import { DescribeChannelCommand, ListChannelsCommand } from '@aws-sdk/client-medialive';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Emulator, startEmulator } from '../emulator/start-emulator.ts';
import { type App, startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createSecrets, UnsealError } from '../src/secrets.ts';
import { headKey } from '../src/store/keys.ts';
import { createMemoryTable } from '../src/store/memory-table.ts';
import type { Item, Table } from '../src/store/table.ts';
import { createEmulatorClients } from './_kit/emulator-clients.ts';

const bound = (key: Uint8Array, previous: Uint8Array | null = null) => {
  const secrets = createSecrets(key, previous);
  secrets.useBinding({ isBound: () => true });
  return secrets;
};

interface Node {
  id: string;
  name: string;
  status: string;
  statusReason: { message: string };
}

describe('a bound secret', () => {
  it('opens for its purpose and target alone', () => {
    const [secrets, others] = [bound(randomBytes(32)), bound(randomBytes(32))];
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (text, target, other) => {
        const sealed = secrets.seal(text, 'streamKey', target);
        expect(secrets.unseal(sealed, 'streamKey', target)).toBe(text);
        expect(() => secrets.unseal(sealed, 'srtStreamId', target)).toThrow(UnsealError);
        expect(() => others.unseal(sealed, 'streamKey', target)).toThrow(UnsealError);
        if (other !== target) expect(() => secrets.unseal(sealed, 'streamKey', other)).toThrow(UnsealError);
      }),
    );
  });

  it('is bound to another target only by what opens it', () => {
    const secrets = bound(randomBytes(32));
    const sealed = secrets.seal('fake-key-0000', 'streamKey', 'a');
    const moved = secrets.rebind(sealed, 'streamKey', { from: 'a', to: 'b' });
    expect(secrets.unseal(moved, 'streamKey', 'b')).toBe('fake-key-0000');
    expect(secrets.rebind(sealed, 'streamKey', { from: 'c', to: 'b' })).toBe(sealed);
    expect(secrets.rebind(moved, 'streamKey', { from: 'b', to: 'b' })).toBe(moved);
  });

  it('is the only kind that opens once the others are refused', () => {
    const key = randomBytes(32);
    const unbound = createSecrets(key).seal('fake-key-0000');
    const secrets = bound(key);
    expect(secrets.unseal(unbound, 'streamKey', 'a')).toBe('fake-key-0000');
    secrets.refuseUnbound();
    expect(() => secrets.unseal(unbound, 'streamKey', 'a')).toThrow(UnsealError);
    expect(secrets.rebind(unbound, 'streamKey', { from: 'a', to: 'a' })).toBe(unbound);
  });
});

it.each([true, false])(
  'goes over to another key and keeps what is known by the one before (bound: %s)',
  (isBound) => {
    const [old, next] = [randomBytes(32), randomBytes(32)];
    const open = (key: Uint8Array, previous: Uint8Array | null = null) => {
      const secrets = createSecrets(key, previous);
      secrets.useBinding({ isBound: () => isBound });
      return secrets;
    };
    const before = open(old);
    const sealed = before.rebind(before.seal('fake-key-0000'), 'streamKey', { from: 'a', to: 'a' });
    const macKeys = before.macKeys(sealed);
    const between = open(next, old);
    expect(between.unseal(sealed, 'streamKey', 'a')).toBe('fake-key-0000');
    expect(between.macKeys(sealed)).toBe(macKeys);
    const resealed = between.rebind(sealed, 'streamKey', { from: 'a', to: 'a' });
    const after = open(next);
    after.useMacKeys(macKeys);
    expect(after.unseal(resealed, 'streamKey', 'a')).toBe('fake-key-0000');
    expect(() => after.unseal(sealed, 'streamKey', 'a')).toThrow(UnsealError);
    expect(after.fingerprint('x')).toBe(before.fingerprint('x'));
    expect(after.hash('x')).toBe(before.hash('x'));
  },
);

describe('an installation', { timeout: 60_000 }, () => {
  const keys = { one: 'fake secret key one of 32 characters', two: 'fake secret key two of 32 characters' };
  const key = 'fake-fake-fake-0001';
  let emulator: Emulator;
  let app: App | undefined;
  let memory: Table;
  let lines: string[];
  let rewrite: (text: string) => string = String;

  /** The table as somebody rewrites it who has no key. */
  const rewritten = <I extends Item | undefined>(item: I): I =>
    item && (Object.fromEntries(Object.entries(item).map(([name, value]) => [name, changed(value)])) as I);
  const changed = (value: unknown) => (typeof value === 'string' ? rewrite(value) : value);
  const table = (): Table => ({
    ...memory,
    get: async (at) => rewritten(await memory.get(at)),
    getMany: async (at) => (await memory.getMany(at)).map(rewritten),
    query: async (args) => {
      const page = await memory.query(args);
      return { ...page, items: page.items.map(rewritten) };
    },
  });

  beforeEach(async () => {
    emulator = await startEmulator({ timeScale: 0, table: false });
    memory = createMemoryTable();
    lines = [];
    rewrite = String;
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await emulator.close();
  });
  afterAll(() => vi.restoreAllMocks());

  async function start(secretKey: string, previous?: string): Promise<App> {
    const settings = {
      LUNORA_PORT: '0',
      LUNORA_ADMIN_TOKEN: 'fake-admin-token-0000',
      LUNORA_SECRET_KEY: secretKey,
      ...(previous && { LUNORA_SECRET_KEY_PREVIOUS: previous }),
    };
    const logDestination = { write: (line: string) => void lines.push(line) };
    app = await startApp(readConfig(settings), { localAws: emulator, table: table(), logDestination });
    return app;
  }
  async function restart(secretKey: string, previous?: string): Promise<void> {
    await app?.close();
    await start(secretKey, previous);
  }
  const raise = () =>
    memory.update(headKey, { format: 2 }, { is: 'below', attribute: 'position', value: 1e9 });
  async function ask(query: string) {
    const answer = await fetch(`${app?.url}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query }),
      headers: { 'content-type': 'application/json', authorization: 'Bearer fake-admin-token-0000' },
    });
    return ((await answer.json()) as { data: { destinations: { nodes: Node[] } } }).data;
  }
  const create = (name: string, streamKey = key) =>
    ask(
      `mutation { createDestination(input: { name: "${name}", platform: CUSTOM, url: "rtmp://${name}.example/live", streamKey: "${streamKey}" }) { destination { id } userErrors { message } } }`,
    );
  const startAll = () =>
    ask('mutation { startDestinations(input: { all: true }) { userErrors { message } } }');
  const statuses = async () => {
    const { destinations } = await ask(
      '{ destinations { nodes { name status statusReason { code message } } } }',
    );
    return (destinations as { nodes: { name: string; status: string; statusReason: { message: string } }[] })
      .nodes;
  };
  const until = (done: () => Promise<boolean>) =>
    vi.waitFor(async () => expect(await done()).toBe(true), { timeout: 20_000, interval: 50 });
  async function pushed() {
    using clients = createEmulatorClients(emulator);
    const { Channels = [] } = await clients.medialive.send(new ListChannelsCommand({}));
    const described = await Promise.all(
      Channels.filter(({ Name }) => Name?.startsWith('lunora-')).map(({ Id }) =>
        clients.medialive.send(new DescribeChannelCommand({ ChannelId: Id })),
      ),
    );
    return described.flatMap(({ Destinations = [] }) =>
      Destinations.flatMap(({ Settings = [] }) => Settings.map(({ Url, StreamName }) => [Url, StreamName])),
    );
  }

  it('sends no key to an address that was written under it in the table', async () => {
    await start(keys.one);
    await raise();
    await restart(keys.one);
    await create('honest');
    await app?.close();
    rewrite = (text) => text.replaceAll('rtmp://honest.example/', 'rtmp://thief.example/');
    await start(keys.one);
    await startAll();
    await until(async () => (await statuses())[0]?.status === 'ERROR');
    expect((await statuses())[0]?.statusReason.message).toContain('Its stream key cannot be opened');
    expect(JSON.stringify(await pushed())).not.toContain('thief');
  });

  it('sends no key of one destination to the address of another', async () => {
    await start(keys.one);
    await raise();
    await restart(keys.one);
    await create('first', 'fake-first-key-0001');
    await create('second', 'fake-second-key-0002');
    await app?.close();
    const sealed = new Set<string>();
    rewrite = (text) => {
      for (const [, one] of text.matchAll(/"streamKey":\{"sealed":"([^"]+)"/g)) sealed.add(String(one));
      return text;
    };
    await start(keys.one);
    await app?.close();
    const [first, second] = [...sealed] as [string, string];
    rewrite = (text) => text.replaceAll(first, second);
    await start(keys.one);
    await startAll();
    await until(async () =>
      (await statuses()).every(({ status }) => status === 'ERROR' || status === 'RUNNING'),
    );
    const keysByUrl = Object.fromEntries(await pushed());
    for (const [url, name] of Object.entries(keysByUrl)) {
      expect(String(name)).toContain(String(url).includes('first') ? 'first' : 'second');
    }
    expect((await statuses()).map(({ status }) => status)).toContain('ERROR');
  });

  it('binds what was sealed before the format was raised, and an edit of the URL binds it again', async () => {
    await start(keys.one);
    await create('moving');
    await raise();
    await restart(keys.one);
    await until(async () => lines.join('').includes('secrets resealed'));
    const { destinations } = await ask('{ destinations { nodes { id } } }');
    const id = destinations.nodes[0]?.id;
    await ask(
      `mutation { updateDestination(input: { id: "${id}", url: "rtmp://elsewhere.example/live" }) { userErrors { message } } }`,
    );
    await startAll();
    await until(async () => (await statuses())[0]?.status === 'RUNNING');
    expect(await pushed()).toEqual([['rtmp://elsewhere.example/live', key]]);
  });

  it.each([1, 2])(
    'goes over to another secret key at format %s, and then needs the first no more',
    async (format) => {
      await start(keys.one);
      if (format === 2) await raise();
      await restart(keys.one);
      await create('kept');
      await restart(keys.two, keys.one);
      await until(async () => lines.join('').includes('secrets resealed'));
      await restart(keys.two);
      await startAll();
      await until(async () => (await statuses())[0]?.status === 'RUNNING');
      expect(await pushed()).toEqual([['rtmp://kept.example/live', key]]);
      await app?.close();
      app = undefined;
      await expect(start(keys.one)).rejects.toThrow(/^LUNORA_SECRET_KEY: /);
    },
  );
});
