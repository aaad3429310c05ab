import { describe, expect, it } from 'vitest';
import { learnOutput } from '../../src/domain/answers.ts';
import { observeDelivery } from '../../src/domain/observe-delivery.ts';
import { observeFlow } from '../../src/domain/observe-flow.ts';
import { observeOutput } from '../../src/domain/observe-output.ts';
import { FoldedState } from '../../src/domain/state.ts';
import { flowArn, fold, seenFlow, seenOutput } from './seen.ts';

const start = Date.parse('2026-11-01T12:00:00Z');
const at = (second: number) => new Date(start + second * 1_000).toISOString();
const id = seenOutput().arn;

/** An output as a look at `second` shows it, on unless told otherwise. */
function look(state: FoldedState, second: number, enabled = true) {
  const seen = { startedAt: at(second), endedAt: at(second), position: 0, exact: true };
  fold(state, observeFlow(state, seenFlow(), null, seen, at(second)));
  const own = { installationId: 'inst' };
  return fold(state, observeOutput(state, flowArn, id, seenOutput({ enabled }), seen, own, at(second)));
}
/** An event of `second` that comes `lateMs` later. */
const tell = (state: FoldedState, second: number, connected: boolean, late = 0) =>
  fold(state, observeDelivery(state, id, { connected, at: at(second) }, at(second + late)));
/** Our own act on it, answered at `second`. */
function act(state: FoldedState, second: number, enabled: boolean) {
  const { changes, events } = learnOutput(state, flowArn, seenOutput({ enabled }), at(second));
  fold(state, { changes, events, value: undefined });
}
const health = (state: FoldedState) => state.get('output', id)?.health;

describe('what an event tells of a delivery', () => {
  it('says that an output is received, or is not', () => {
    const state = new FoldedState();
    look(state, 0);
    expect(health(state)).toBe('UNKNOWN');
    const { events } = tell(state, 1, true);
    expect(health(state)).toBe('OK');
    expect(events).toMatchObject([{ actor: 'aws', message: 'Output out health UNKNOWN → OK.' }]);
    tell(state, 9, false);
    expect(health(state)).toBe('FAILED');
    look(state, 20);
    expect(health(state)).toBe('FAILED');
  });

  it('changes nothing when it comes twice, or after a newer one', () => {
    const state = new FoldedState();
    look(state, 0);
    tell(state, 5, false);
    expect(tell(state, 5, false, 3).changes).toEqual([]);
    expect(tell(state, 4, true, 3).changes).toEqual([]);
    expect(health(state)).toBe('FAILED');
  });

  it('says nothing when two of the same second contradict each other', () => {
    const state = new FoldedState();
    look(state, 0);
    tell(state, 5, true);
    tell(state, 5, false);
    expect(health(state)).toBe('UNKNOWN');
    expect(tell(state, 5, true).changes).toEqual([]);
    tell(state, 6, true);
    expect(health(state)).toBe('OK');
  });

  it('counts for five minutes', () => {
    const state = new FoldedState();
    look(state, 0);
    tell(state, 1, true);
    look(state, 300);
    expect(health(state)).toBe('OK');
    look(state, 302);
    expect(health(state)).toBe('UNKNOWN');
    expect(tell(state, 1, true, 302).changes).toEqual([]);
  });

  it('says nothing of the run after the output was off', () => {
    const state = new FoldedState();
    look(state, 0);
    tell(state, 1, true);
    act(state, 3, false);
    act(state, 5, true);
    expect(health(state)).toBe('UNKNOWN');
    expect(tell(state, 5, false).changes).not.toEqual([]);
  });

  it('says nothing of the run after somebody else had switched the output off', () => {
    const state = new FoldedState();
    look(state, 0);
    tell(state, 1, true);
    look(state, 10, false);
    expect(health(state)).toBe('OFF');
    look(state, 20);
    expect(health(state)).toBe('UNKNOWN');
  });

  it('does not take a farewell for a failure of the next run', () => {
    const state = new FoldedState();
    look(state, 0);
    act(state, 3, false);
    expect(tell(state, 3, false).changes).toEqual([]);
    act(state, 5, true);
    expect(health(state)).toBe('UNKNOWN');
  });

  it('may come before the answer to the act that it is about', () => {
    const state = new FoldedState();
    look(state, 0, false);
    tell(state, 4, true);
    expect(health(state)).toBe('OFF');
    act(state, 6, true);
    expect(health(state)).toBe('OK');
  });

  it('counts no more when an act of ours came long after it', () => {
    const state = new FoldedState();
    look(state, 0);
    tell(state, 4, true);
    act(state, 60, true);
    expect(health(state)).toBe('UNKNOWN');
  });

  it('of an output nobody knows changes nothing', () => {
    expect(tell(new FoldedState(), 1, true).changes).toEqual([]);
  });
});
