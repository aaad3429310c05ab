import { describe, expect, it } from 'vitest';
import { newWork } from '../../src/domain/new-work.ts';
import { askForLook, type Glance, mediaLiveEye, observeEye } from '../../src/domain/observe-eye.ts';
import {
  channelObservedAt,
  destinationObservedAt,
  outputObservedAt,
} from '../../src/domain/observe-times.ts';
import type { Channel, Destination, Output } from '../../src/domain/records.ts';
import { FoldedState } from '../../src/domain/state.ts';
import { flowArn, fold } from './seen.ts';

const at = (second: number) => `2026-11-01T12:00:${String(second).padStart(2, '0')}.000Z`;
const glance = (state: FoldedState, seen: Glance) =>
  fold(state, observeEye(state, mediaLiveEye, seen)).changes.length;
const seenAt = (second: number, due = false) => ({ at: at(second), due });
const eyeIn = (state: FoldedState) => state.get('eye', mediaLiveEye);

describe('an eye', () => {
  it('logs that AWS was seen for the first time, and from then on when that is due', () => {
    const state = new FoldedState();
    expect(glance(state, seenAt(0))).toBe(1);
    expect(glance(state, seenAt(9))).toBe(0);
    expect(glance(state, seenAt(10, true))).toBe(1);
    expect(eyeIn(state)?.observedAt).toBe(at(10));
  });

  it('logs the look that was asked for through the log, once', () => {
    const state = new FoldedState();
    expect(fold(state, askForLook(state, at(0))).changes).toEqual([]);
    glance(state, seenAt(0));
    fold(state, askForLook(state, at(1)));
    expect(eyeIn(state)).toMatchObject({ observedAt: at(0), stale: false, lookAsked: true });
    expect(glance(state, seenAt(2))).toBe(1);
    expect(eyeIn(state)).toEqual({ id: mediaLiveEye, observedAt: at(2), stale: false, error: null });
    expect(glance(state, seenAt(3))).toBe(0);
  });

  it('believes a look whatever a clock that was ahead has left there', () => {
    const state = new FoldedState();
    glance(state, seenAt(50));
    expect(glance(state, seenAt(4, true))).toBe(1);
    expect(eyeIn(state)?.observedAt).toBe(at(4));
  });

  it('is stale from the third miss in a row, once, and clear again at the first look', () => {
    const state = new FoldedState();
    glance(state, seenAt(0));
    const miss = (misses: number) => glance(state, { misses, error: 'No answer.' });
    expect([miss(1), miss(2)]).toEqual([0, 0]);
    expect(eyeIn(state)?.stale).toBe(false);
    expect([miss(3), miss(4)]).toEqual([1, 0]);
    expect(eyeIn(state)).toMatchObject({ stale: true, error: 'No answer.', observedAt: at(0) });
    expect(glance(state, seenAt(3))).toBe(1);
    expect(eyeIn(state)).toMatchObject({ stale: false, error: null, observedAt: at(3) });
  });
});

describe('when something was last seen', () => {
  const eye = (state: FoldedState, id: string, second: number) =>
    state.put('eye', id, { id, observedAt: at(second), stale: false, error: null });
  const channel = { id: '1', stateSince: at(1), acted: null } as Channel;
  const destination = { flowId: flowArn, deliveryMode: 'DEDICATED_CHANNEL', work: newWork } as Destination;

  it('is for a channel the newest of the look and our own act', () => {
    const state = new FoldedState();
    expect(channelObservedAt(state, channel)).toBe(at(1));
    eye(state, mediaLiveEye, 5);
    expect(channelObservedAt(state, channel)).toBe(at(5));
    expect(channelObservedAt(state, { ...channel, acted: { at: at(7) } })).toBe(at(7));
  });

  it('is for an output that of its flow', () => {
    const state = new FoldedState();
    const output = { flowId: flowArn, acted: null } as Output;
    expect(outputObservedAt(state, output)).toBeNull();
    eye(state, flowArn, 6);
    expect(outputObservedAt(state, output)).toBe(at(6));
  });

  it('is for a destination on a channel the older of MediaLive and the flow', () => {
    const state = new FoldedState();
    eye(state, mediaLiveEye, 5);
    expect(destinationObservedAt(state, destination)).toBeNull();
    eye(state, flowArn, 3);
    expect(destinationObservedAt(state, destination)).toBe(at(3));
    expect(destinationObservedAt(state, { ...destination, deliveryMode: 'FLOW_OUTPUT' })).toBe(at(3));
    eye(state, flowArn, 8);
    expect(destinationObservedAt(state, destination)).toBe(at(5));
  });
});
