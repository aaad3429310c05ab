import { describe, expect, it } from 'vitest';
import { encodeId } from '../../../src/resolvers/global-id.ts';
import { UnavailableError } from '../../../src/store/unavailable-error.ts';
import { flowArn } from '../../domain/seen.ts';
import {
  codes,
  type DestinationAnswer,
  openMutations,
  operator,
  otherFlowArn,
  type UserErrorData,
} from './open-mutations.ts';

interface BulkAnswer {
  results: (DestinationAnswer & { destinationId: string })[];
  userErrors: UserErrorData[];
}

async function withThree() {
  const api = await openMutations();
  const ids: string[] = [];
  for (const [name, flowId] of [
    ['One', flowArn],
    ['Two', flowArn],
    ['Three', otherFlowArn],
  ] as const) {
    api.clock.advance(1_000);
    const { destination } = await api.create({ name, flowId: encodeId('Flow', flowId) });
    ids.push(destination?.id ?? '');
  }
  const bulk = (name: string, input: Record<string, unknown>, viewer = operator) =>
    api.run<BulkAnswer>(name, input, viewer);
  const running = () =>
    [...api.store.state.all('destination')]
      .filter(({ desired }) => desired === 'RUNNING')
      .map(({ name }) => name);
  return { api, ids: ids as [string, string, string], bulk, running };
}

describe('startDestinations and stopDestinations', () => {
  it('answer for each in the order given, and let one that is refused keep no other back', async () => {
    const { ids, bulk, running } = await withThree();
    const unknown = encodeId('Destination', 'none');
    const asked = [ids[2], unknown, 'malformed', ids[0]];
    const { results, userErrors } = await bulk('startDestinations', { ids: asked });
    expect(userErrors).toEqual([]);
    expect(results.map(({ destinationId }) => destinationId)).toEqual(asked);
    expect(results.map(codes)).toEqual([[], ['NOT_FOUND'], ['NOT_FOUND'], []]);
    expect(results.map(({ destination }) => destination?.status)).toEqual([
      'STARTING',
      undefined,
      undefined,
      'STARTING',
    ]);
    expect(running()).toEqual(['One', 'Three']);
  });

  it('commit as one group, not one after the other', async () => {
    const { api, bulk } = await withThree();
    const before = api.store.state.position;
    await bulk('startDestinations', { all: true });
    expect(api.store.state.position).toBe(before + 1);
  });

  it('start and stop all of a flow, and all there is', async () => {
    const { bulk, running } = await withThree();
    const one = await bulk('startDestinations', { flowId: encodeId('Flow', flowArn) });
    expect(one.results.map(({ destination }) => destination?.name)).toEqual(['One', 'Two']);
    expect(running()).toEqual(['One', 'Two']);
    await bulk('startDestinations', { all: true });
    expect(running()).toEqual(['One', 'Two', 'Three']);
    const stopped = await bulk('stopDestinations', { all: true });
    expect(stopped.results).toHaveLength(3);
    expect(running()).toEqual([]);
  });

  it('leave out what is being deleted, and what is out of reach', async () => {
    const { api, ids, bulk, running } = await withThree();
    await api.run('deleteDestination', { id: ids[0] });
    const limited = { ...operator, tokenId: 'limited', flowIds: [flowArn] };
    const { results } = await bulk('startDestinations', { all: true }, limited);
    expect(results.map(({ destinationId }) => destinationId)).toEqual([ids[1]]);
    expect(running()).toEqual(['Two']);
    const elsewhere = await bulk('stopDestinations', { flowId: encodeId('Flow', otherFlowArn) }, limited);
    expect(codes(elsewhere)).toEqual(['FLOW_NOT_FOUND']);
  });

  it.each([
    ['nothing', {}],
    ['ids and all', { ids: [], all: true }],
    ['ids and a flow', { ids: [], flowId: 'x' }],
    ['a flow and all', { flowId: 'x', all: true }],
    ['all: false', { all: false }],
  ])('take %s for bad input', async (_what, input) => {
    const { bulk } = await withThree();
    await expect(bulk('startDestinations', input)).rejects.toThrowError('BAD_USER_INPUT');
  });

  it('refuse more than 500 ids, and an unknown flow', async () => {
    const { bulk, ids } = await withThree();
    const many = Array.from({ length: 501 }, () => ids[0]);
    expect(codes(await bulk('startDestinations', { ids: many }))).toEqual(['TOO_MANY']);
    expect(codes(await bulk('startDestinations', { flowId: 'malformed' }))).toEqual(['FLOW_NOT_FOUND']);
    expect((await bulk('startDestinations', { ids: many.slice(1) })).results).toHaveLength(500);
  });

  it('answer a repeated key for the same ones and start none again', async () => {
    const { api, ids, bulk, running } = await withThree();
    const input = { all: true, idempotencyKey: 'once' };
    await bulk('startDestinations', input);
    await api.run('stopDestination', { id: ids[1] });
    await api.create({ name: 'Four' });
    const again = await bulk('startDestinations', input);
    expect(again.results.map(({ destinationId }) => destinationId)).toEqual(ids);
    expect(again.results.map(({ destination }) => destination?.desiredState)).toEqual([
      'RUNNING',
      'STOPPED',
      'RUNNING',
    ]);
    expect(running()).toEqual(['One', 'Three']);
    expect(codes(await bulk('startDestinations', { ids: [], idempotencyKey: 'once' }))).toEqual([
      'IDEMPOTENCY_CONFLICT',
    ]);
  });

  it('remember with a key no ids that its repetition names again', async () => {
    const { api, ids, bulk } = await withThree();
    const input = { ids: [...ids, 'x'.repeat(10_000)], idempotencyKey: 'once' };
    const first = await bulk('startDestinations', input);
    const kept = [...api.store.state.all('replay')];
    expect(JSON.stringify(kept).length).toBeLessThan(4_000);
    expect(kept.every(({ owner }) => owner === kept[0]?.owner && owner !== undefined)).toBe(true);
    const again = await bulk('startDestinations', input);
    expect(again.results.map(({ destinationId }) => destinationId)).toEqual(input.ids);
    expect(again.results.map(codes)).toEqual(first.results.map(codes));
  });

  it('do the rest when the key is repeated after a crash half way', async () => {
    const { api, ids, bulk, running } = await withThree();
    const input = { ids, idempotencyKey: 'once' };
    let calls = 0;
    api.holder.store = Object.create(api.store, {
      change: {
        value: (decide: Parameters<typeof api.store.change>[0]) => {
          calls += 1;
          return calls === 3 ? Promise.reject(new UnavailableError()) : api.store.change(decide);
        },
      },
    });
    await expect(bulk('startDestinations', input)).rejects.toThrowError('UNAVAILABLE');
    api.holder.store = api.store;
    expect(running()).toEqual(['One', 'Three']);
    await api.run('stopDestination', { id: ids[0] });
    const { results } = await bulk('startDestinations', input);
    expect(results.flatMap(codes)).toEqual([]);
    expect(running()).toEqual(['Two', 'Three']);
  });
});
