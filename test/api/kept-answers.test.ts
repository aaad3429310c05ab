import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { put } from '../../src/domain/change.ts';
import { createKeptAnswers } from '../../src/server/kept-answers.ts';
import { TrackedState } from '../../src/server/track-reads.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { startTestApp, type TestApp, testTokens } from '../_kit/start-app.ts';

describe('an answer that is kept', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const list = '{ presets { id name } }';
  const url = (query: string) => `${app.endpoint}?query=${encodeURIComponent(query)}`;
  const get = (query: string, headers: Record<string, string> = {}) =>
    fetch(url(query), { headers: { authorization: `Bearer ${testTokens.viewer}`, ...headers } });
  const keptSoFar = async () => {
    const text = await (await fetch(`${app.app.url}/metrics`)).text();
    return Number(/operations_total\{type="query",outcome="kept"\} (\d+)/.exec(text)?.[1] ?? 0);
  };
  const addPreset = (name: string) =>
    app.query('mutation ($input: CreatePresetInput!) { createPreset(input: $input) { preset { id } } }', {
      input: { name, width: 640, height: 360, framesPerSecond: 30, videoBitrate: 800_000 },
    });

  it('is given again while nothing it was made of changes, and made anew once it does', async () => {
    const first = await app.request(list);
    const before = await keptSoFar();
    expect(await app.request(list)).toEqual(first);
    expect(await keptSoFar()).toBe(before + 1);
    await addPreset('Added');
    const after = await app.request(list);
    expect(JSON.stringify(after.body)).toContain('Added');
    expect(await keptSoFar()).toBe(before + 1);
  });

  it('carries a tag, by which a GET learns that nothing changed', async () => {
    const first = await get(list);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^".+"$/);
    const again = await get(list, { 'if-none-match': etag });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    for (const tags of [`W/${etag}`, `"another", ${etag}`, '*']) {
      expect((await get(list, { 'if-none-match': tags })).status).toBe(304);
    }
    expect((await get(list, { 'if-none-match': '"another"' })).status).toBe(200);
    await addPreset('Another');
    expect((await get(list, { 'if-none-match': etag })).status).toBe(200);
  });

  it('outlives changes to records it was not made of, unless it says where in the log it is true', async () => {
    const page = '{ destinations(first: 5) { totalCount nodes { name preset { name } } } }';
    const placed = '{ destinations(first: 5) { asOf totalCount } }';
    const first = await app.request(page);
    const place = await app.request(placed);
    await addPreset('Of no destination');
    const before = await keptSoFar();
    expect(await app.request(page)).toEqual(first);
    expect(await keptSoFar()).toBe(before + 1);
    expect(await app.request(placed)).not.toEqual(place);
  });

  it('notices what changes in a record behind a record', async () => {
    const preset = await app.query<{ createPreset: { preset: { id: string } } }>(
      'mutation ($input: CreatePresetInput!) { createPreset(input: $input) { preset { id } } }',
      { input: { name: 'Behind', width: 640, height: 360, framesPerSecond: 30, videoBitrate: 800_000 } },
    );
    const { id } = preset.createPreset.preset;
    await app.query(
      `mutation ($presetId: ID!) {
        createDestination(input: { name: "D", platform: YOUTUBE, streamKey: "fake-fake-fake-0001", presetId: $presetId }) {
          destination { id }
        }
      }`,
      { presetId: id },
    );
    const page = '{ destinations { nodes { name preset { name } } } }';
    const named = (name: string) => ({ destinations: { nodes: [{ name: 'D', preset: { name } }] } });
    expect((await app.request(page)).body.data).toEqual(named('Behind'));
    expect((await app.request(page)).body.data).toEqual(named('Behind'));
    await app.query(
      'mutation ($input: UpdatePresetInput!) { updatePreset(input: $input) { preset { id } userErrors { code } } }',
      { input: { id, name: 'Renamed' } },
    );
    expect((await app.request(page)).body.data).toEqual(named('Renamed'));
  });

  it('is nobody else’s', async () => {
    const query = '{ viewer { name role } presets { name } }';
    const admin = await app.request(query);
    const viewer = await app.request(query, {}, testTokens.viewer);
    expect(admin.body.data?.['viewer']).toEqual({ name: 'admin', role: 'ADMIN' });
    expect(viewer.body.data?.['viewer']).toEqual({ name: 'viewer', role: 'VIEWER' });
    expect((await app.request(query, {}, 'fake-token-of-nobody')).status).toBe(401);
  });

  it('is not one with errors, one from history, or a mutation', async () => {
    const before = await keptSoFar();
    for (const query of [
      '{ destinations(first: -1) { totalCount } }',
      '{ events(first: 1) { nodes { id } } }',
      '{ nothing }',
    ]) {
      await app.request(query);
      await app.request(query);
    }
    await addPreset('Once');
    await addPreset('Once');
    expect(await keptSoFar()).toBe(before);
  });

  it('differs by variables, operation and the form asked for', async () => {
    const query = 'query A { presets { id } } query B { presets { name } }';
    const ask = (operationName: string, accept: string) =>
      fetch(app.endpoint, {
        method: 'POST',
        body: JSON.stringify({ query, operationName }),
        headers: { authorization: `Bearer ${testTokens.admin}`, 'content-type': 'application/json', accept },
      });
    const a = await (await ask('A', 'application/json')).text();
    const b = await (await ask('B', 'application/json')).text();
    expect(a).not.toBe(b);
    const other = await ask('A', 'application/graphql-response+json');
    expect(other.headers.get('content-type')).toContain('application/graphql-response+json');
  });
});

it('is what would be answered anew, whatever changes in whatever order', async () => {
  const types = ['preset', 'quota'] as const;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.constantFrom(...types), fc.constant('ask' as const)), { maxLength: 40 }),
      fc.subarray([...types, 'position'] as const, { minLength: 1 }),
      async (steps, read) => {
        const store = await createStore({
          table: createMemoryTable(),
          clock: systemClock,
          consequences: () => ({ changes: [], events: [] }),
        });
        const kept = createKeptAnswers(store);
        const render = () => {
          const state = new TrackedState(store.state);
          const parts = read.map((type) => (type === 'position' ? state.position : [...state.all(type)]));
          return { body: JSON.stringify(parts), reads: state.reads };
        };
        let n = 0;
        for (const step of steps) {
          n += 1;
          if (step === 'quota') {
            await store.change((state) => ({
              changes: [put(state, 'quota', { id: 'channels', limit: n })],
              events: [],
              value: null,
            }));
          } else if (step === 'preset') {
            const preset = { width: 2, height: 2, framesPerSecond: 1, videoBitrate: n, audioBitrate: 1 };
            await store.change((state) => ({
              changes: [put(state, 'preset', { id: 'p', name: 'p', builtIn: false, version: n, ...preset })],
              events: [],
              value: null,
            }));
          } else {
            const { body, reads } = render();
            const found = kept.find('key');
            if (found) expect(found.body).toBe(body);
            else kept.keep('key', { body, headers: {} }, store.state.position, reads);
          }
        }
        kept.close();
      },
    ),
    { numRuns: 100 },
  );
});

it('are bounded together, the longest unused going first, and none is very long', async () => {
  const store = await createStore({
    table: createMemoryTable(),
    clock: systemClock,
    consequences: () => ({ changes: [], events: [] }),
  });
  const kept = createKeptAnswers(store);
  const keep = (key: string, length: number) =>
    kept.keep(key, { body: 'x'.repeat(length), headers: {} }, store.state.position, new Set());
  for (let n = 0; n < 16; n += 1) keep(`${n}`, 1_000_000);
  expect(kept.find('0')).not.toBeNull();
  keep('16', 1_000_000);
  expect(kept.find('1')).toBeNull();
  expect(kept.find('0')).not.toBeNull();
  keep('long', 1_100_000);
  expect(kept.find('long')).toBeNull();
  kept.close();
});
