import { describe, expect, it } from 'vitest';
import { createDestination } from '../../../src/domain/commands/create-destination.ts';
import { idempotent } from '../../../src/domain/commands/idempotent.ts';
import { startDestination } from '../../../src/domain/commands/start-destination.ts';
import { stopDestination } from '../../../src/domain/commands/stop-destination.ts';
import { warn } from '../../../src/domain/commands/warn.ts';
import type { Decide } from '../../../src/domain/decision.ts';
import type { Destination } from '../../../src/domain/records.ts';
import { anyone, ask, creation, newState, now, refusals, withDestination } from './ask.ts';

const hoursOn = (hours: number) => new Date(Date.parse(now) + hours * 3_600_000).toISOString();
const key = { id: 'k', inputHash: 'h' };
const once = (decide: Decide<Destination>, under = key) => idempotent(under, decide, ({ id }) => ({ id }));
const create = (id: string) => createDestination(creation({ id }), anyone);
const start = startDestination({ id: 'd1', startWithoutSource: false }, anyone);
const stop = stopDestination({ id: 'd1', force: false }, anyone);

describe('idempotent', () => {
  it('keeps the key in the same decision as the effect, with ids and nothing more', () => {
    const { changes } = ask(newState(), once(create('d1')));
    expect(changes.map(({ type }) => type)).toEqual(['destination', 'replay']);
    expect(changes[1]?.record).toEqual({ ...key, result: { id: 'd1' }, at: now, expiresAt: hoursOn(24) });
  });

  it('answers a repetition with the first success and changes nothing', () => {
    const state = newState();
    ask(state, once(create('d1')));
    const again = ask(state, once(create('d2')), hoursOn(23.9));
    expect(again).toEqual({
      changes: [],
      events: [],
      value: { result: { id: 'd1' }, value: null, warnings: [] },
    });
    expect([...state.all('destination')]).toHaveLength(1);
  });

  it('answers a repetition with the warnings of the first success', () => {
    const state = newState();
    const warnings = [warn('PLATFORM_MISMATCH', 'Worth a look.', 'platform')];
    const withWarning = once((...args) => ({ ...create('d1')(...args), warnings }));
    expect(ask(state, withWarning).value.warnings).toEqual(warnings);
    expect(ask(state, once(create('d2'))).value.warnings).toEqual(warnings);
  });

  it('remembers a success that changed nothing, so that it stays one', () => {
    const { state, current } = withDestination({ desired: 'RUNNING' });
    ask(state, once(start));
    ask(state, stop);
    ask(state, once(start));
    expect(current().desired).toBe('STOPPED');
  });

  it('refuses the key with another input', () => {
    const state = newState();
    ask(state, once(create('d1')));
    const other = once(create('d2'), { ...key, inputHash: 'other' });
    expect(refusals(() => ask(state, other))).toEqual(['IDEMPOTENCY_CONFLICT idempotencyKey']);
  });

  it('does not remember refusals', () => {
    const state = newState();
    expect(refusals(() => ask(state, once(start)))).toEqual(['NOT_FOUND id']);
    ask(state, create('d1'));
    ask(state, once(start));
    expect(state.get('destination', 'd1')?.desired).toBe('RUNNING');
  });

  it('forgets a key after 24 hours, by the time and not by its removal', () => {
    const { state, current } = withDestination();
    ask(state, once(start));
    ask(state, stop);
    ask(state, once(start), hoursOn(24));
    expect(current().desired).toBe('RUNNING');
  });

  it('clears away keys that are past their time', () => {
    const { state } = withDestination();
    for (let index = 0; index < 30; index += 1)
      ask(state, once(start, { id: `old${index}`, inputHash: 'h' }));
    ask(state, once(start), hoursOn(25));
    expect([...state.all('replay')]).toHaveLength(11);
    ask(state, once(start, { id: 'other', inputHash: 'h' }), hoursOn(25));
    expect([...state.all('replay')].map(({ id }) => id).sort()).toEqual(['k', 'other']);
  });

  it('decides anew each time without a key', () => {
    const state = newState();
    const decide = (id: string) =>
      idempotent(null, createDestination(creation({ id, name: id }), anyone), () => null);
    ask(state, decide('d1'));
    ask(state, decide('d2'));
    expect([...state.all('destination')]).toHaveLength(2);
    expect([...state.all('replay')]).toEqual([]);
  });
});
