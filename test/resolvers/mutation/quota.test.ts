import { describe, expect, it } from 'vitest';
import { encodeId } from '../../../src/resolvers/global-id.ts';
import { channel } from '../../domain/commands/ask.ts';
import { codes, type DestinationAnswer, openMutations, type UserErrorData } from './open-mutations.ts';

interface BulkAnswer {
  results: (DestinationAnswer & { id: string })[];
  userErrors: UserErrorData[];
}

/** The settings say five channels and five push inputs. One channel is the primary one. */
async function withDestinations(count: number) {
  const api = await openMutations();
  await api.keep('channel', channel({ id: 'primary', state: 'RUNNING' }));
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const { destination } = await api.create({ name: `D${i}` });
    ids.push(destination?.id ?? '');
  }
  const start = (id: string | undefined) => api.run('startDestination', { id });
  return { api, ids, start };
}

describe('at quota', () => {
  it('a start is refused before AWS is asked, naming the quota, and changes nothing', async () => {
    const { api, ids, start } = await withDestinations(5);
    for (const id of ids.slice(0, 4)) expect(codes(await start(id))).toEqual([]);
    const { position } = api.store.state;
    const answer = await start(ids[4]);
    expect(answer).toMatchObject({
      destination: null,
      userErrors: [
        { code: 'QUOTA_EXCEEDED', path: ['input', 'id'], message: expect.stringMatching(/^channels: all 5/) },
      ],
    });
    expect(api.store.state.position).toBe(position);
    expect(codes(await start(ids[0]))).toEqual([]);

    await api.run('stopDestination', { id: ids[0] });
    expect(codes(await start(ids[4]))).toEqual([]);
    expect(codes(await start(ids[0]))).toEqual(['QUOTA_EXCEEDED']);
  });

  it('a bulk start begins what fits, in order, and refuses each of the others by itself', async () => {
    const { api, ids } = await withDestinations(7);
    const { results, userErrors } = await api.run<BulkAnswer>('startDestinations', { ids });
    expect(userErrors).toEqual([]);
    expect(results.map(codes)).toEqual([[], [], [], [], ...Array(3).fill(['QUOTA_EXCEEDED'])]);
  });

  it('a retry of one that gave up is refused, and one that waits for a place keeps waiting', async () => {
    const { api, ids, start } = await withDestinations(5);
    for (const id of ids.slice(0, 4)) await start(id);
    const last = [...api.store.state.all('destination')].at(-1);
    if (!last) throw new Error('It was not created.');
    const failure = { kind: 'QUOTA', message: 'full', step: 'createInput', at: last.createdAt } as const;
    await api.keep('destination', {
      ...last,
      desired: 'RUNNING',
      work: { ...last.work, gaveUp: true, failure },
    });
    expect(codes(await api.run('retryDestination', { id: ids[4] }))).toEqual(['QUOTA_EXCEEDED']);
    await api.keep('destination', { ...last, desired: 'RUNNING', work: { ...last.work, failure } });
    expect(codes(await api.run('retryDestination', { id: ids[4] }))).toEqual([]);
    expect(encodeId('Destination', last.id)).toBe(ids[4]);
  });
});
