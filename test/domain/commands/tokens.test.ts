import { describe, expect, it } from 'vitest';
import { type CreateTokenCommand, createToken } from '../../../src/domain/commands/create-token.ts';
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
    const further = createToken(command({ id: 't2', flowIds: [flowArn] }), limited);
    expect(refusals(() => ask(state, further))).toEqual(['FLOW_NOT_FOUND flowIds.0']);
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
