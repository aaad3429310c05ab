import { describe, expect, it } from 'vitest';
import { mayStillAct, mayStillActMs } from '../../src/domain/may-still-act.ts';
import { newWork } from '../../src/domain/new-work.ts';
import type { ActName, Destination } from '../../src/domain/records.ts';
import { FoldedState } from '../../src/domain/state.ts';

const at = '2026-11-01T12:00:00.000Z';
const flowId = 'arn:flow';

const announced = (step: ActName, deliveryMode: Destination['deliveryMode'] = 'DEDICATED_CHANNEL') => ({
  ...{ flowId, deliveryMode },
  work: { ...newWork, act: { step, at, epoch: 1 } },
});

/** AWS was last seen, where this eye looks, so long after the act was announced. */
function seen(eye: string, afterMs: number): FoldedState {
  const state = new FoldedState();
  const observedAt = new Date(Date.parse(at) + afterMs).toISOString();
  state.put('eye', eye, { id: eye, observedAt, stale: false, error: null });
  return state;
}

describe('an act whose answer never came', () => {
  it.each(['stopChannel', 'disableOutput', 'removeOutput'] as const)(
    'may still take it off air until AWS was seen a while later: %s',
    (step) => {
      expect(mayStillAct(new FoldedState(), announced(step))).toBe(true);
      expect(mayStillAct(seen('medialive', mayStillActMs - 1), announced(step))).toBe(true);
      expect(mayStillAct(seen('medialive', mayStillActMs), announced(step))).toBe(false);
    },
  );

  it('is judged by a look at where it acts', () => {
    const late = 2 * mayStillActMs;
    expect(mayStillAct(seen(flowId, late), announced('stopChannel'))).toBe(true);
    expect(mayStillAct(seen('medialive', late), announced('disableOutput', 'FLOW_OUTPUT'))).toBe(true);
    expect(mayStillAct(seen(flowId, late), announced('disableOutput', 'FLOW_OUTPUT'))).toBe(false);
  });

  it.each(['startChannel', 'enableOutput', 'addOutput', 'createChannel'] as const)(
    'does not do so when it is %s',
    (step) => expect(mayStillAct(new FoldedState(), announced(step))).toBe(false),
  );

  it('does not do so where none is announced', () => {
    expect(mayStillAct(new FoldedState(), { ...announced('stopChannel'), work: newWork })).toBe(false);
  });
});
