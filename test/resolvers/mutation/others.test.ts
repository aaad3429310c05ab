import { describe, expect, it } from 'vitest';
import { encodeId } from '../../../src/resolvers/global-id.ts';
import { channel, input } from '../../domain/commands/ask.ts';
import { flowArn } from '../../domain/seen.ts';
import { admin, codes, openMutations, operator, otherFlowArn, type UserErrorData } from './open-mutations.ts';

interface PresetAnswer {
  preset: { id: string; name: string; version: number } | null;
  userErrors: UserErrorData[];
}
interface TokenAnswer {
  tokenId: string | null;
  token?: string | null;
  userErrors: UserErrorData[];
}
interface Answer {
  userErrors: UserErrorData[];
  [record: string]: unknown;
}

const vertical = {
  name: 'Vertical',
  width: 1080,
  height: 1920,
  framesPerSecond: 30,
  videoBitrate: 4_000_000,
};
const limited = { ...operator, tokenId: 'limited', flowIds: [otherFlowArn] };

describe('preset mutations', () => {
  it('create, change and delete', async () => {
    const api = await openMutations();
    const created = await api.run<PresetAnswer>('createPreset', vertical);
    const id = created.preset?.id;
    expect(api.store.state.get('preset', 'id-1')).toMatchObject({ ...vertical, audioBitrate: 128_000 });
    const changed = await api.run<PresetAnswer>('updatePreset', {
      id,
      name: 'Tall',
      width: null,
      expectedVersion: 1,
    });
    expect(changed.preset).toMatchObject({ name: 'Tall', width: 1080, version: 2 });
    const deleted = await api.run<PresetAnswer>('deletePreset', { id });
    expect(deleted).toMatchObject({ preset: { id, name: 'Tall' }, userErrors: [] });
    expect(codes(await api.run<PresetAnswer>('deletePreset', { id }))).toEqual(['NOT_FOUND']);
  });

  it('refuse with code and path', async () => {
    const api = await openMutations();
    const builtIn = encodeId('Preset', 'default-1080p30');
    expect(await api.run<PresetAnswer>('deletePreset', { id: builtIn })).toMatchObject({
      preset: null,
      userErrors: [{ code: 'BUILT_IN', path: ['input', 'id'] }],
    });
  });

  it('are not for tokens limited to flows, for presets are shared', async () => {
    const api = await openMutations();
    await expect(api.run('createPreset', vertical, limited)).rejects.toThrowError('FORBIDDEN');
  });
});

describe('flow and channel mutations', () => {
  const flowId = encodeId('Flow', flowArn);
  const channelId = encodeId('Channel', '2000001');

  it('leave a wish for the engine and answer at once', async () => {
    const api = await openMutations();
    await api.keep('input', input());
    await api.keep('channel', channel({ state: 'RUNNING' }));
    expect(codes(await api.run<Answer>('stopFlow', { id: flowId }))).toEqual(['CHANNELS_RUNNING']);
    expect(await api.run<Answer>('stopFlow', { id: flowId, force: true })).toMatchObject({
      flow: { id: flowId, state: 'ACTIVE' },
      userErrors: [],
    });
    expect(api.store.state.get('flow', flowArn)?.wish).toBe('STOP');
    await api.run<Answer>('startFlow', { id: flowId });
    expect(api.store.state.get('flow', flowArn)?.wish).toBe('START');
    for (const [name, wish] of [
      ['restartChannel', 'RESTART'],
      ['stopChannel', 'STOP'],
      ['startChannel', 'START'],
    ] as const) {
      expect(codes(await api.run<Answer>(name, { id: channelId }))).toEqual([]);
      expect(api.store.state.get('channel', '2000001')?.wish).toBe(wish);
    }
  });

  it.each(['startFlow', 'stopFlow', 'startChannel', 'stopChannel', 'restartChannel'])(
    '%s does not find what is malformed or out of reach',
    async (name) => {
      const api = await openMutations();
      await api.keep('channel', channel());
      const id = name.endsWith('Flow') ? flowId : channelId;
      expect(codes(await api.run<Answer>(name, { id: 'malformed' }))).toEqual(['NOT_FOUND']);
      expect(codes(await api.run<Answer>(name, { id }, limited))).toEqual(['NOT_FOUND']);
    },
  );
});

describe('sync', () => {
  it('asks for a look and answers at once with when AWS was last seen', async () => {
    const api = await openMutations();
    expect(await api.run<Answer>('sync', {})).toEqual({ observedAt: null, userErrors: [] });
    const observedAt = '2026-11-01T11:59:00.000Z';
    await api.keep('eye', { id: 'medialive', observedAt, stale: false, error: null });
    const position = api.store.state.position;
    expect(await api.run<Answer>('sync', {})).toEqual({ observedAt, userErrors: [] });
    expect(api.looks()).toBe(2);
    expect(api.store.state.position).toBe(position);
  });

  it('does not look again for a repeated key', async () => {
    const api = await openMutations();
    await api.run<Answer>('sync', { idempotencyKey: 'once' });
    await api.run<Answer>('sync', { idempotencyKey: 'once' });
    expect(api.looks()).toBe(1);
  });
});

describe('token mutations', () => {
  const wanted = { name: 'Stream deck', role: 'OPERATOR', flowIds: [encodeId('Flow', flowArn)] };

  it('show a token once and keep only its hash', async () => {
    const api = await openMutations();
    const input = { ...wanted, idempotencyKey: 'once' };
    const first = await api.run<TokenAnswer>('createToken', input, admin);
    expect(first.token).toMatch(/^lunora_/);
    const again = await api.run<TokenAnswer>('createToken', input, admin);
    expect(again).toEqual({ tokenId: first.tokenId, token: null, userErrors: [] });
    expect([...api.store.state.all('token')]).toMatchObject([{ role: 'OPERATOR', flowIds: [flowArn] }]);
    expect(api.wholeLog()).not.toContain(first.token);
  });

  it('revoke it, and do not find what is unknown', async () => {
    const api = await openMutations();
    const { tokenId } = await api.run<TokenAnswer>('createToken', wanted, admin);
    const revoked = await api.run<TokenAnswer>('revokeToken', { id: tokenId }, admin);
    expect(revoked).toEqual({ tokenId, userErrors: [] });
    expect([...api.store.state.all('token')][0]?.revokedAt).toBe(api.entries.at(-1)?.at);
    expect(codes(await api.run<TokenAnswer>('revokeToken', { id: 'malformed' }, admin))).toEqual([
      'NOT_FOUND',
    ]);
  });

  it('refuse unknown flows and past expiries', async () => {
    const api = await openMutations();
    const unknown = await api.run<TokenAnswer>('createToken', { ...wanted, flowIds: ['malformed'] }, admin);
    expect(unknown).toMatchObject({
      tokenId: null,
      token: null,
      userErrors: [{ code: 'FLOW_NOT_FOUND', path: ['input', 'flowIds', '0'] }],
    });
    const past = api.run('createToken', { ...wanted, expiresAt: '2020-01-01T00:00:00Z' }, admin);
    await expect(past).rejects.toThrowError('BAD_USER_INPUT');
  });

  it('are for admins', async () => {
    const api = await openMutations();
    await expect(api.run('createToken', wanted, operator)).rejects.toThrowError('FORBIDDEN');
    expect([...api.store.state.all('token')]).toEqual([]);
  });
});
