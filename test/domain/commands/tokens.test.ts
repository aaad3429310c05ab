import { describe, expect, it } from 'vitest';
import { type CreateTokenCommand, createToken } from '../../../src/domain/commands/create-token.ts';
import { noteTokenUse } from '../../../src/domain/commands/note-token-use.ts';
import { revokeToken } from '../../../src/domain/commands/revoke-token.ts';
import { anyone, ask, flow, flowArn, limited, newState, now, otherFlowArn, refusals } from './ask.ts';

const later = '2026-11-22T08:00:00.000Z';
const command = (more: Partial<CreateTokenCommand> = {}): CreateTokenCommand => ({
  id: 't1',
  hash: 'ab12',
  redact: String,
  name: 'Stream deck',
  role: 'OPERATOR',
  flowIds: null,
  expiresAt: null,
  ...more,
});

function twoFlows() {
  const state = newState();
  state.put('flow', otherFlowArn, flow({ id: otherFlowArn, arn: otherFlowArn }));
  return state;
}

describe('noteTokenUse', () => {
  it('writes at most once an hour', () => {
    const state = newState();
    ask(state, createToken(command(), anyone));
    const uses = ['08:00:00', '08:59:59', '09:00:00', '09:30:00'].map(
      (time) => ask(state, noteTokenUse('t1'), `2026-11-21T${time}.000Z`).changes.length,
    );
    expect(uses).toEqual([1, 0, 1, 0]);
    expect(state.get('token', 't1')?.lastUsedAt).toBe('2026-11-21T09:00:00.000Z');
  });
});

describe('createToken', () => {
  it('keeps the hash, and tells that there is a new one without it', () => {
    const state = newState();
    const { events } = ask(
      state,
      createToken(command({ flowIds: [flowArn, flowArn], expiresAt: later }), anyone),
    );
    const { redact: _, ...kept } = command();
    expect(state.get('token', 't1')).toEqual({
      ...kept,
      flowIds: [flowArn],
      expiresAt: later,
      createdAt: now,
      createdBy: 'ann',
      lastUsedAt: null,
      creator: 'settings ann',
      revokedAt: null,
    });
    expect(events).toMatchObject([{ kind: 'SYSTEM', actor: 'ann', subjectId: null }]);
    expect(JSON.stringify(events)).not.toContain('ab12');
  });

  it.each([[now], ['2020-01-01T00:00:00Z'], ['soon']])('refuses to expire at %s', (expiresAt) => {
    expect(() => ask(newState(), createToken(command({ expiresAt }), anyone))).toThrowError(/^expiresAt:/);
  });

  it('refuses unknown flows, and a list of none', () => {
    const unknown = createToken(command({ flowIds: [flowArn, 'arn:none'] }), anyone);
    expect(refusals(() => ask(newState(), unknown))).toEqual(['FLOW_NOT_FOUND flowIds.1']);
    expect(() => ask(newState(), createToken(command({ flowIds: [] }), anyone))).toThrowError(/^flowIds:/);
  });

  it('never makes one that reaches further than the one it was asked with', () => {
    const state = twoFlows();
    ask(state, createToken(command(), limited));
    expect(state.get('token', 't1')?.flowIds).toEqual([otherFlowArn]);
    const further = createToken(command({ id: 't2', name: 'Other', flowIds: [flowArn] }), limited);
    expect(refusals(() => ask(state, further))).toEqual(['FLOW_NOT_FOUND flowIds.0']);
  });

  it('never makes one that outlives the one it was asked with', () => {
    const state = newState();
    ask(state, createToken(command({ expiresAt: later }), anyone));
    const child = { ...anyone, actor: { ...anyone.actor, tokenId: 't1' } };
    ask(state, createToken(command({ id: 't2', name: 'Child' }), child));
    expect(state.get('token', 't2')?.expiresAt).toBe(later);
    const longer = command({ id: 't3', name: 'Longer', expiresAt: '2026-11-22T08:00:00.001Z' });
    expect(() => ask(state, createToken(longer, child))).toThrowError(/^expiresAt: your own/);
  });

  it.each([
    'admin',
    'ADMIN',
    'Engine',
    'AWS',
    'a d m i n',
    'аdmin',
    'adm\u0131n',
    'ｅｎｇｉｎｅ',
    'AVVS',
    'adrnin',
    'éngine',
  ])('refuses %s, a name of an actor that is no token, or what looks like one', (name) => {
    expect(refusals(() => ask(newState(), createToken(command({ name }), anyone)))).toEqual([
      'INVALID_NAME name',
    ]);
  });

  it('refuses a name that looks like that of another token, until that one is revoked or has expired', () => {
    const state = newState();
    ask(state, createToken(command({ expiresAt: later }), anyone));
    const twin = command({ id: 't2', name: 'Strеam-DECK' });
    expect(refusals(() => ask(state, createToken(twin, anyone)))).toEqual(['NAME_TAKEN name']);
    ask(state, createToken(twin, anyone), '2026-11-22T08:00:00.001Z');
    ask(state, revokeToken({ id: 't2' }, anyone), later);
    ask(state, createToken({ ...twin, id: 't3' }, anyone), later.replace('08:', '09:'));
    expect(state.get('token', 't3')?.name).toBe('Strеam-DECK');
  });
});

describe('revokeToken', () => {
  it('marks it, once', () => {
    const state = newState();
    ask(state, createToken(command(), anyone));
    ask(state, revokeToken({ id: 't1' }, anyone), later);
    expect(state.get('token', 't1')?.revokedAt).toBe(later);
    expect(ask(state, revokeToken({ id: 't1' }, anyone), later).changes).toEqual([]);
  });

  it('does not find what is unknown, or reaches further', () => {
    const state = twoFlows();
    ask(state, createToken(command(), anyone));
    expect(refusals(() => ask(state, revokeToken({ id: 'none' }, anyone)))).toEqual(['NOT_FOUND id']);
    expect(refusals(() => ask(state, revokeToken({ id: 't1' }, limited)))).toEqual(['NOT_FOUND id']);
  });
});
