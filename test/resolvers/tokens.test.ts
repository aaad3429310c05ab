import { expect, it } from 'vitest';
import type { Token } from '../../src/domain/records.ts';
import { encodeId } from '../../src/resolvers/global-id.ts';
import { createAuthenticator } from '../../src/server/authenticate.ts';
import { admin, openApi } from './open-api.ts';

const token = (id: string, more: Partial<Token> = {}): Token => ({
  ...{ id, name: id, role: 'VIEWER', flowIds: null, hash: `hash-${id}`, expiresAt: null },
  ...{ createdAt: `2026-01-0${id.at(-1)}T00:00:00.000Z`, revokedAt: null },
  ...more,
});
const limited = { ...admin, flowIds: ['flow-1'] };
const operator = { ...admin, role: 'OPERATOR' as const };

it('lists tokens for an ADMIN, newest first, a limited one those of its flows, nobody else any', async () => {
  const api = await openApi();
  await api.keep('token', token('t1', { createdBy: 'ann' }), token('t2', { flowIds: ['flow-1'] }));
  const question = '{ tokens { id name role flowIds createdBy lastUsedAt revokedAt } }';
  const id = encodeId('AccessToken', 't2');
  const second = { id, name: 't2', role: 'VIEWER', flowIds: [encodeId('Flow', 'flow-1')] };
  const rest = { lastUsedAt: null, revokedAt: null };
  const { data } = await api.ask<{ tokens: unknown[] }>(question);
  expect(data.tokens).toEqual([
    { ...second, createdBy: 'unknown', ...rest },
    { id: encodeId('Token', 't1'), name: 't1', role: 'VIEWER', flowIds: null, createdBy: 'ann', ...rest },
  ]);
  expect((await api.ask<typeof data>('{ tokens { name } }', {}, limited)).data.tokens).toEqual([
    { name: 't2' },
  ]);
  expect((await api.ask('{ tokens { name } }', {}, operator)).errors).toEqual(['FORBIDDEN']);
  const byId = `{ node(id: "${id}") { __typename ... on AccessToken { name } } }`;
  expect((await api.ask(byId)).data).toEqual({ node: { __typename: 'AccessToken', name: 't2' } });
  expect((await api.ask(byId, {}, operator)).data).toEqual({ node: null });
});

it('notes that a token is used once an hour, however often it signs in', async () => {
  const api = await openApi();
  await api.keep('token', token('t1'));
  const authenticate = createAuthenticator(
    { store: api.store, clock: api.clock, hash: (text) => `hash-${text}` },
    { admin: null, operator: null, viewer: null },
  );
  const { position } = api.store.state;
  for (let index = 0; index < 5; index += 1) expect(authenticate('Bearer t1')).not.toBeNull();
  await expect.poll(() => api.store.state.get('token', 't1')?.lastUsedAt).toBeTruthy();
  authenticate('Bearer t1');
  await api.store.change(() => ({ changes: [], events: [], value: null }));
  expect(api.store.state.position).toBe(position + 1);
});

it('tells a limited token why its own flows cannot be seen, and nothing of the rest of the account', async () => {
  const api = await openApi();
  const eye = (id: string) => ({ id, observedAt: null, stale: true, error: `${id} says no` });
  const aws = async (viewer = admin) =>
    (await api.ask<{ system: { aws: unknown } }>('{ system { aws { reachable lastError } } }', {}, viewer))
      .data.system.aws;
  await api.keep('eye', { ...eye('medialive'), stale: false, error: null }, eye('flow-2'));
  expect(await aws()).toEqual({ reachable: false, lastError: 'flow-2 says no' });
  expect(await aws(limited)).toEqual({ reachable: true, lastError: null });
  await api.keep('eye', eye('flow-1'));
  expect(await aws(limited)).toEqual({ reachable: false, lastError: 'flow-1 says no' });
  await api.keep('eye', eye('medialive'), { ...eye('flow-1'), stale: false, error: null });
  expect(await aws(limited)).toEqual({ reachable: false, lastError: 'MediaLive cannot be seen.' });
});

it('tells a limited token that quotas cannot be read, and nothing of who was refused', async () => {
  const api = await openApi();
  const at = '2026-11-01T12:00:00.000Z';
  const error = 'ListServiceQuotas was refused (AccessDeniedException): arn:aws:iam::111122223333:user/one';
  const eye = { id: 'medialive', observedAt: at, stale: false, error: null };
  const aws = async (viewer = admin) =>
    (
      await api.ask<{ system: { aws: unknown } }>(
        '{ system { aws { quotasReadAt quotasError } } }',
        {},
        viewer,
      )
    ).data.system.aws;
  expect(await aws()).toEqual({ quotasReadAt: null, quotasError: null });
  await api.keep('eye', { ...eye, quotas: { limits: {}, readAt: at, error } });
  expect(await aws()).toEqual({ quotasReadAt: at, quotasError: error });
  expect(await aws(limited)).toEqual({ quotasReadAt: at, quotasError: 'Quotas cannot be read.' });
});
