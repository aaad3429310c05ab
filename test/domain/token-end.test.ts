import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Token } from '../../src/domain/records.ts';
import {
  endedWith,
  isTokenLive,
  liveDescendants,
  tokenEnd,
  tokenReach,
  tokenRevokedAt,
} from '../../src/domain/token-end.ts';
import { newState } from './commands/ask.ts';

const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T00:00:00.000Z`;
const instant = fc.option(fc.integer({ min: 2, max: 28 }).map(day), { nil: null });

interface Drawn {
  parent: number | null;
  flowIds: string[] | null;
  expiresAt: string | null;
  revokedAt: string | null;
  kept: boolean;
}

/** Tokens of which each descends from an earlier one, from one that is no longer kept, or from none. */
const trees = fc.array(
  fc.record<Drawn>({
    parent: fc.option(fc.nat(7), { nil: null }),
    flowIds: fc.option(fc.subarray(['f1', 'f2', 'f3']), { nil: null }),
    expiresAt: instant,
    revokedAt: instant,
    kept: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);

function grow(drawn: readonly Drawn[]) {
  const state = newState();
  const tokens = drawn.map(
    ({ parent, kept: _, ...rest }, at): Token => ({
      id: `t${at}`,
      name: `n${at}`,
      role: 'ADMIN',
      hash: '',
      createdAt: day(1),
      creator: parent === null || at === 0 ? 'settings admin' : `token t${parent % at}`,
      ...rest,
    }),
  );
  tokens.forEach((token, at) => {
    if (drawn[at]?.kept) state.put('token', token.id, token);
  });
  return { state, tokens: tokens.filter((_, at) => drawn[at]?.kept) };
}

describe('a token that others descend from', () => {
  it('is never outlived or exceeded by them', () => {
    fc.assert(
      fc.property(trees, fc.integer({ min: 1, max: 28 }).map(day), (drawn, now) => {
        const { state, tokens } = grow(drawn);
        for (const token of tokens) {
          const reach = tokenReach(state, token);
          const own = token.flowIds;
          if (own !== null) expect(reach?.every((id) => own.includes(id))).toBe(true);
          if (isTokenLive(state, token, now)) {
            expect([token.revokedAt, token.expiresAt].every((end) => end === null || end > now)).toBe(true);
          }
          if (!token.creator?.startsWith('token ')) continue;
          const parent = state.get('token', token.creator.slice('token '.length));
          if (isTokenLive(state, token, now)) expect(parent && isTokenLive(state, parent, now)).toBe(true);
          if (!parent) continue;
          const parentReach = tokenReach(state, parent);
          if (parentReach !== null) expect(reach?.every((id) => parentReach.includes(id))).toBe(true);
        }
      }),
    );
  });

  it('ends all of them when it is revoked, and no other token', () => {
    fc.assert(
      fc.property(trees, fc.nat(7), (drawn, at) => {
        const { state, tokens } = grow(drawn);
        const chosen = tokens[at % Math.max(1, tokens.length)];
        const now = '2026-11-15T12:00:00.000Z';
        if (!chosen || !isTokenLive(state, chosen, now)) return;
        const before = tokens.filter((token) => isTokenLive(state, token, now));
        const falling = liveDescendants(state, chosen.id, now);
        const revoked = { ...chosen, revokedAt: now };
        state.put('token', chosen.id, revoked);
        const after = tokens.filter(({ id }) => isTokenLive(state, state.get('token', id) as Token, now));
        expect(before.filter((token) => !after.includes(token))).toEqual(
          before.filter((token) => token.id === chosen.id || falling.includes(token)),
        );
        expect(endedWith(state, revoked)).toEqual(falling);
        for (const token of falling) expect(tokenRevokedAt(state, token)).not.toBeNull();
      }),
    );
  });
});

it('does not hang on tokens that descend from each other', () => {
  const state = newState();
  const token = (id: string, from: string): Token => ({
    ...{ id, name: id, role: 'ADMIN', flowIds: null, hash: '', expiresAt: null, createdAt: day(1) },
    ...{ creator: `token ${from}`, revokedAt: null },
  });
  state.put('token', 'a', token('a', 'b'));
  state.put('token', 'b', token('b', 'a'));
  expect(tokenEnd(state, token('a', 'b'))).toBeNull();
});
