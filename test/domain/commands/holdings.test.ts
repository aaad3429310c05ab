import { describe, expect, it } from 'vitest';
import { createDestination } from '../../../src/domain/commands/create-destination.ts';
import { createPreset } from '../../../src/domain/commands/create-preset.ts';
import { createToken } from '../../../src/domain/commands/create-token.ts';
import { type IdempotencyKey, idempotent } from '../../../src/domain/commands/idempotent.ts';
import { revokeToken } from '../../../src/domain/commands/revoke-token.ts';
import { nothing } from '../../../src/domain/decision.ts';
import { DraftState } from '../../../src/domain/state.ts';
import { anyone, ask, creation, newState, now, refusals } from './ask.ts';

const limit = { total: 3, perToken: 2 };
/** A caller with a token of the settings, which no other token has to be kept for. */
const by = (name: string) => ({ ...anyone, actor: { ...anyone.actor, name } });
const hoursOn = (hours: number) => new Date(Date.parse(now) + hours * 3_600_000).toISOString();
const redact = (text: string) => text;
const encoding = {
  width: 640,
  height: 360,
  framesPerSecond: 30,
  videoBitrate: 800_000,
  audioBitrate: 128_000,
};
const token = { hash: 'h', role: 'OPERATOR' as const, flowIds: null, redact };

const kinds: [string, (id: string, tokenId: string) => Parameters<typeof ask>[1]][] = [
  ['destinations', (id, tokenId) => createDestination(creation({ id, name: id, limit }), by(tokenId))],
  [
    'presets',
    (id, tokenId) => createPreset({ preset: { id, name: id, ...encoding }, redact, limit }, by(tokenId)),
  ],
  ['tokens', (id, tokenId) => createToken({ id, name: id, expiresAt: null, ...token, limit }, by(tokenId))],
];

describe.each(kinds)('%s', (_kind, make) => {
  it('are bounded for each token that makes them, and altogether', () => {
    const state = newState();
    ask(state, make('a1', 'a'));
    ask(state, make('a2', 'a'));
    expect(refusals(() => ask(state, make('a3', 'a')))).toEqual(['TOO_MANY ']);
    ask(state, make('b1', 'b'));
    expect(refusals(() => ask(state, make('b2', 'b')))).toEqual(['TOO_MANY ']);
  });
});

describe('tokens', () => {
  const make = (id: string, expiresAt: string | null = null) =>
    createToken({ id, name: id, expiresAt, ...token, limit }, by('a'));

  it('count no more once they are revoked or expired', () => {
    const state = newState();
    ask(state, make('t1'));
    ask(state, make('t2', hoursOn(1)));
    expect(refusals(() => ask(state, make('t3')))).toEqual(['TOO_MANY ']);
    ask(state, revokeToken({ id: 't1' }, anyone));
    ask(state, make('t3'));
    ask(state, make('t4'), hoursOn(2));
  });

  it('are forgotten, the first to end first, when many have ended', () => {
    const state = newState();
    for (let n = 0; n < 6; n += 1) {
      ask(state, make(`t${n}`), hoursOn(n));
      ask(state, revokeToken({ id: `t${n}` }, anyone), hoursOn(n));
    }
    ask(state, make('last'), hoursOn(9));
    expect([...state.all('token')].map(({ id }) => id)).toEqual(['t3', 't4', 't5', 'last']);
  });
});

describe('idempotency keys', () => {
  const key = (id: string, owner: string | null = 'a'): IdempotencyKey => ({
    ...{ id, inputHash: 'h', ownerKeysAtMost: 3 },
    ...(owner !== null && { owner }),
  });
  const use = (id: string, owner?: string | null) =>
    idempotent(
      key(id, owner),
      () => nothing(id),
      () => null,
    );

  it('are bounded for each token by itself, and answer again for as long as they are kept', () => {
    const state = newState();
    for (const id of ['k1', 'k2', 'k3']) ask(state, use(id));
    expect(refusals(() => ask(state, use('k4')))).toEqual(['TOO_MANY idempotencyKey']);
    expect(ask(state, use('k1')).value).toMatchObject({ value: null });
    ask(state, use('k4', 'b'));
    ask(state, use('k5', null));
    ask(
      state,
      idempotent(
        null,
        () => nothing('none'),
        () => null,
      ),
    );
  });

  it('make room once they are past their time, whoever else holds keys', () => {
    const state = newState();
    for (let n = 0; n < 200; n += 1) ask(state, use(`other${n}`, null), hoursOn(-1));
    for (const id of ['k1', 'k2', 'k3']) ask(state, use(id));
    expect(refusals(() => ask(state, use('k4'), hoursOn(23.9)))).toEqual(['TOO_MANY idempotencyKey']);
    ask(state, use('k4'), hoursOn(24));
    expect(state.count('replay', 'owner', 'a')).toBe(1);
  });

  it('are counted in a draft as they will be', () => {
    const state = newState();
    for (const id of ['k1', 'k2']) ask(state, use(id));
    const draft = new DraftState(state);
    draft.apply(use('k3')(draft, now).changes);
    draft.apply(use('k9', 'b')(draft, now).changes);
    expect(draft.count('replay', 'owner', 'a')).toBe(3);
    draft.apply(use('k4', 'b')(draft, hoursOn(24)).changes);
    expect(draft.count('replay', 'owner', 'a')).toBe([...draft.where('replay', 'owner', 'a')].length);
  });
});
