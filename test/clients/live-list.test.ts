import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFastClock } from '../_kit/fast-clock.ts';
import { startTestApp, type TestApp, testTokens } from '../_kit/start-app.ts';
import { clients, type Page } from './clients.ts';
import { openGatedSocket } from './gated-socket.ts';
import type { Destination } from './recipes/apply-change.ts';
import { listQuery } from './recipes/documents.ts';

/** The one keeps its log, the other next to nothing of it. */
let keeping: TestApp;
let forgetting: TestApp;
let app: TestApp;
let made = 0;
beforeAll(async () => {
  keeping = await startTestApp();
  forgetting = await startTestApp({
    settings: { LUNORA_LOG_KEEP_ENTRIES: '5' },
    overrides: { clock: createFastClock(10) },
  });
});
afterAll(() => Promise.all([keeping.close(), forgetting.close()]));

async function create(name: string): Promise<string> {
  const { made } = await app.query<{ made: { destination: { id: string } } }>(
    'mutation ($input: CreateDestinationInput!) { made: createDestination(input: $input) { destination { id } } }',
    { input: { name, platform: 'YOUTUBE', streamKey: `fake-key-${name.replace(' ', '-')}` } },
  );
  return made.destination.id;
}
const rename = (id: string, name: string) =>
  app.query(
    'mutation ($id: ID!, $name: String!) { updateDestination(input: { id: $id, name: $name }) { userErrors { code } } }',
    { id, name },
  );
async function remove(id: string): Promise<void> {
  await app.query('mutation ($id: ID!) { deleteDestination(input: { id: $id }) { userErrors { code } } }', {
    id,
  });
  await expect
    .poll(async () => (await listed()).map((node) => node.id), { timeout: 10_000 })
    .not.toContain(id);
}
async function listed(): Promise<Destination[]> {
  const { destinations } = await app.query<{ destinations: { nodes: Destination[] } }>(listQuery);
  return destinations.nodes;
}

/** As a page shows it: sorted, without what a client adds of its own. */
const shown = (nodes: readonly Destination[] | undefined) =>
  [...(nodes ?? [])]
    .map(({ id, name, status, version }) => ({ id, name, status, version }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

async function untilTrue(page: Page): Promise<void> {
  const expected = shown(await listed());
  await expect.poll(() => shown(page.drawn.at(-1)), { timeout: 15_000 }).toEqual(expected);
}

/** Steps in which a record had an older version than in a state drawn before. */
function stepsBack({ drawn }: Page): string[] {
  const newest = new Map<string, number>();
  const back: string[] = [];
  for (const { id, name, version } of drawn.flat()) {
    if (version < (newest.get(id) ?? 0)) back.push(name);
    newest.set(id, version);
  }
  return back;
}

describe.each(Object.entries(clients))('a live list in %s', (_name, openPage) => {
  async function begin(at: TestApp) {
    app = at;
    made += 1;
    const ids = [await create(`A${made}`), await create(`B${made}`), await create(`C${made}`)] as const;
    const socket = openGatedSocket(app.app.url, testTokens.viewer);
    const page = await openPage(app.app.url, testTokens.viewer, socket.client);
    await rename(ids[0], `A${made} first`);
    await untilTrue(page);
    return { ids, socket, page };
  }

  it('goes on over dropped sockets: no loss, no repeat, no step back', async () => {
    const { ids, socket, page } = await begin(keeping);
    const [a, b, c] = ids;
    const told = socket.told.length;
    for (const round of ['second', 'third']) {
      socket.shut();
      await rename(a, `A${made} ${round}`);
      if (round === 'second') await remove(c);
      socket.open();
      await rename(b, `B${made} ${round}`);
      await create(`D${made} ${round}`);
      await untilTrue(page);
    }
    expect(stepsBack(page)).toEqual([]);
    const since = socket.told.slice(told).filter(({ kind }) => kind !== 'BOOKMARK');
    expect(since.map(({ kind }) => kind)).not.toContain('SNAPSHOT');
    expect(new Set(since.map(({ cursor }) => cursor)).size).toBe(since.length);
    page.stop();
    await socket.client.dispose();
  });

  it('is whole again after a RESYNC', async () => {
    const { ids, socket, page } = await begin(forgetting);
    const [a, b] = ids;
    socket.shut();
    const { position } = app.app.store.state;
    await remove(b);
    await create(`D${made}`);
    for (let n = 0; n < 8; n += 1) await rename(a, `A${made} ${n}`);
    await expect.poll(() => app.app.store.floor, { timeout: 10_000 }).toBeGreaterThan(position);
    socket.open();
    await untilTrue(page);
    expect(socket.told.map(({ kind }) => kind)).toContain('RESYNC');
    expect(stepsBack(page)).toEqual([]);
    page.stop();
    await socket.client.dispose();
  });
});
