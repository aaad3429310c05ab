import { describe, expect, it } from 'vitest';
import { announce, succeed } from '../../src/domain/advance.ts';
import { put } from '../../src/domain/change.ts';
import { wish } from '../../src/domain/commands/wish.ts';
import { conditionOf } from '../../src/domain/condition.ts';
import { fail } from '../../src/domain/fail.ts';
import type { ActName, Destination, Work } from '../../src/domain/records.ts';
import { retryWaitMs } from '../../src/domain/retry-wait-ms.ts';
import { gone, startCameToNothing } from '../../src/domain/setback.ts';
import { situationOf } from '../../src/domain/situation.ts';
import { channel, now, srtCreation, withDestination } from './commands/ask.ts';

const later = (seconds: number) => new Date(Date.parse(now) + seconds * 1_000).toISOString();
const names = { input: 'i', channel: 'c', resource: 'o', presetVersion: 1 };
const made: Partial<Work> = {
  input: { requestId: 'i', id: '1000001' },
  channel: { requestId: 'c', id: '2000001', configVersion: 1, presetVersion: 1 },
};

function wanted(work: Partial<Work> = made, more: Partial<Destination> = {}) {
  const { state, current } = withDestination({ desired: 'RUNNING' });
  const destination: Destination = { ...current(), ...more, work: { ...current().work, ...work } };
  state.fold([put(state, 'destination', destination)], state.position);
  return { state, destination };
}

describe('a start that AWS took and that came to nothing', () => {
  const afterSetbacks = (count: number, retryPolicy: Destination['retryPolicy'] = null) => {
    let { destination } = wanted();
    if (retryPolicy) destination = { ...destination, retryPolicy };
    for (let i = 0; i < count; i += 1) {
      const announced = announce(destination, 'startChannel', names, 1, now);
      const begun = succeed(announced, destination, 'startChannel', '2000001', 1);
      expect(begun.begun).toBe(true);
      destination = { ...destination, work: begun };
      destination = { ...destination, work: startCameToNothing(destination, now, 0.5) };
    }
    return destination.work;
  };

  it('uses up a try each time, though every call did its work, and then gives up', () => {
    expect(afterSetbacks(5)).toMatchObject({ strikes: 5, gaveUp: false, begun: false });
    expect(afterSetbacks(6)).toMatchObject({ strikes: 6, gaveUp: true, failure: { kind: 'SETBACK' } });
  });

  it('is tried again later and later, and seldom once it has cost three runs', () => {
    expect([1, 2, 3, 4, 5].map((count) => afterSetbacks(count).nextRetryAt)).toEqual(
      [1, 2, 4, 600, 600].map(later),
    );
    const endless = afterSetbacks(50, { maxAttempts: null });
    expect(endless).toMatchObject({ gaveUp: false, nextRetryAt: later(600) });
  });

  it('is said, with the try it was and when the next one comes', () => {
    const { state, destination } = wanted();
    state.put('channel', '2000001', channel({ role: 'DEDICATED', state: 'IDLE' }));
    const work = startCameToNothing(destination, now, 0.5);
    expect(conditionOf(state, { ...destination, work }, now)).toMatchObject({
      status: 'STARTING',
      reason: { code: 'RETRYING', attempt: 1, maxAttempts: 6, nextRetryAt: later(1) },
    });
    const gaveUp: Work = { ...work, strikes: 6, gaveUp: true };
    expect(conditionOf(state, { ...destination, work: gaveUp }, now)).toMatchObject({
      status: 'ERROR',
      reason: { code: 'GAVE_UP', attempt: 6, maxAttempts: 6, suggestedAction: 'RETRY' },
    });
  });
});

describe('a thing of ours that is gone', () => {
  const goneNow = (work: Partial<Work>, more: Partial<Destination> = {}) => {
    const { state, destination } = wanted({ ...made, ...work }, more);
    return gone(destination, situationOf(state, destination, false), 'channel', now, 0.5);
  };

  it('uses up a try when someone deleted it while it was wanted', () => {
    expect(goneNow({})).toMatchObject({ channel: null, generation: 2, strikes: 1 });
    expect(goneNow({ strikes: 5 })).toMatchObject({ gaveUp: true, failure: { step: 'createChannel' } });
  });

  it('uses up a try when AWS could not make it and we removed what was left', () => {
    const { destination } = wanted();
    const removed = announce(destination, 'deleteChannel', names, 1, now);
    const message = 'AWS could not make its channel; what was left of it is removed.';
    expect(goneNow(removed)).toMatchObject({ strikes: 1, failure: { kind: 'SETBACK', message } });
  });

  it('uses up none when nobody wanted it any more, then or now', () => {
    const { destination } = wanted(made, { desired: 'STOPPED' });
    const removed = announce(destination, 'deleteChannel', names, 1, now);
    const answered = succeed(removed, { ...destination, work: removed }, 'deleteChannel', null, 1);
    expect(goneNow(answered)).toMatchObject({ channel: null, generation: 2, failure: null });
    expect(goneNow({}, { desired: 'STOPPED' })).toMatchObject({ channel: null, failure: null });
    expect(goneNow({ lost: true })).toMatchObject({ channel: null, failure: null });
  });
});

describe('a thing that we took away ourselves, though no answer said so', () => {
  const output = { name: 'o', arn: 'arn:output', configVersion: 1 };
  it.each<['input' | 'channel' | 'output', ActName]>([
    ['input', 'deleteInput'],
    ['channel', 'deleteChannel'],
    ['output', 'removeOutput'],
  ])('is not blamed on anybody: %s', (thing, step) => {
    const { destination: stopped } = wanted({ ...made, output }, { desired: 'STOPPED' });
    const announced = { ...stopped, work: announce(stopped, step, names, 1, now) };
    const work = fail(announced, step, { kind: 'SERVER', message: 'no' }, now, 0.5);
    const { state, destination } = wanted(work, { desired: 'RUNNING' });
    const left = gone(destination, situationOf(state, destination, false), thing, now, 0.5);
    expect(left).toMatchObject({ [thing]: null, generation: 2, strikes: work.strikes, gaveUp: false });
    expect(left.failure?.kind).toBe('SERVER');
  });
});

describe('a stop that someone undoes', () => {
  const stopped = (stops: number, desired: Destination['desired'] = 'STOPPED') => {
    let { destination } = wanted(made, { desired });
    for (let i = 0; i < stops; i += 1) {
      destination = { ...destination, work: succeed(destination.work, destination, 'stopChannel', '2', 1) };
    }
    return destination;
  };

  it('is repeated as often as the policy says, then it is left at that and said', () => {
    expect(stopped(5).work.gaveUp).toBe(false);
    const conceded = stopped(6);
    expect(conceded.work.gaveUp).toBe(true);
    const { state } = wanted();
    state.put('channel', '2000001', channel({ state: 'RUNNING', pipelinesRunning: 1 }));
    expect(conditionOf(state, conceded, now)).toMatchObject({
      status: 'ERROR',
      billing: true,
      transition: null,
      reason: { code: 'GAVE_UP', suggestedAction: 'RETRY' },
    });
    state.put('channel', '2000001', channel({ state: 'IDLE' }));
    expect(conditionOf(state, conceded, now)).toMatchObject({ status: 'IDLE', reason: null });
  });

  it('begins anew with a new wish, and never gives up on what is to be gone', () => {
    expect(wish(stopped(6), {}, now).work).toMatchObject({ stops: 0, gaveUp: false });
    expect(stopped(50, 'DELETED').work.gaveUp).toBe(false);
  });
});

describe('the wait before the next try', () => {
  const refusedIn = (state: 'STARTING' | 'UPDATING', since: string) => {
    const { state: records, destination } = wanted(made, { desired: 'STOPPED' });
    const failure = { kind: 'CONFLICT', message: 'not now' } as const;
    const work = fail(
      { ...destination, work: { ...destination.work, attempt: 9 } },
      'stopChannel',
      failure,
      now,
      0.5,
    );
    records.put('channel', '2000001', channel({ state, stateSince: since }));
    return retryWaitMs(records, { ...destination, work }, Date.parse(now));
  };

  it('is over at once when the state in which AWS refused it is over', () => {
    expect(refusedIn('STARTING', later(-5))).toBe(30_000);
    expect(refusedIn('UPDATING', later(1))).toBe(0);
  });

  it('is not over for a failure of before once it gave up', () => {
    const { state, destination } = wanted(made, { desired: 'STOPPED' });
    const failure = {
      kind: 'CONFLICT' as const,
      message: 'no',
      step: 'startChannel' as const,
      at: later(-60),
    };
    const work = { ...destination.work, gaveUp: true, failure, nextRetryAt: later(20) };
    state.put('channel', '2000001', channel({ state: 'RUNNING', stateSince: later(-1) }));
    expect(retryWaitMs(state, { ...destination, work }, Date.parse(now))).toBe(20_000);
  });

  it('is not what was set for starts while it is being stopped: that bills', () => {
    const { destination } = wanted(made, { desired: 'STOPPED', retryPolicy: { maxBackoffMs: 600_000 } });
    const failure = { kind: 'CONFLICT', message: 'not now' } as const;
    const { nextRetryAt } = fail(
      { ...destination, work: { ...destination.work, attempt: 30 } },
      'stopChannel',
      failure,
      now,
      0.5,
    );
    expect(nextRetryAt).toBe(later(30));
  });

  it('of a flow output is over when its flow has changed', () => {
    const { state, current } = withDestination({ desired: 'RUNNING' }, srtCreation());
    const failure = { kind: 'INVALID', message: 'not in this state' } as const;
    const work = fail(
      { ...current(), work: { ...current().work, attempt: 9 } },
      'addOutput',
      failure,
      now,
      0.5,
    );
    expect(retryWaitMs(state, { ...current(), work }, Date.parse(now))).toBe(30_000);
    const flow = state.get('flow', current().flowId);
    if (flow) state.put('flow', flow.id, { ...flow, stateSince: later(1) });
    expect(retryWaitMs(state, { ...current(), work }, Date.parse(now))).toBe(0);
  });
});
