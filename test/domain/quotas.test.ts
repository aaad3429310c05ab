import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { put } from '../../src/domain/change.ts';
import { forgetQuotaAfterMs, forgetQuotas, lowerQuota, raiseQuota } from '../../src/domain/learn-quota.ts';
import { newCondition, newWork } from '../../src/domain/new-work.ts';
import { countUsed, placesTaken, quotaNames } from '../../src/domain/places.ts';
import { blockedBy, exceededBy, givesWay, probeAfterMs } from '../../src/domain/quotas.ts';
import type { Destination, Work } from '../../src/domain/records.ts';
import { FoldedState } from '../../src/domain/state.ts';
import { destination } from '../resolvers/sample.ts';
import { channel, flow, input, now } from './commands/ask.ts';
import { flowArn } from './seen.ts';

const later = (ms: number) => new Date(Date.parse(now) + ms).toISOString();

/** How far one has come: nothing, an input, both, both announced. */
type Has = 'nothing' | 'announced' | 'input' | 'both';

function work(id: string, has: Has, more: Partial<Work> = {}): Work {
  const own = (name: string) => ({
    requestId: `${id}:${name}`,
    id: has === 'announced' ? null : `${name}-${id}`,
  });
  return {
    ...newWork,
    input: has === 'nothing' ? null : own('input'),
    channel: has === 'both' ? { ...own('channel'), configVersion: 1, presetVersion: 1 } : null,
    ...more,
  };
}

interface One {
  id: string;
  has?: Has;
  desired?: Destination['desired'];
  wishedAt?: string;
  idleSince?: string | null;
  work?: Partial<Work>;
  more?: Partial<Destination>;
}

/** An account with the primary channel and these destinations, each with what it has at AWS. */
function account(...all: One[]) {
  const state = new FoldedState();
  state.put('flow', flowArn, flow({ state: 'ACTIVE' }));
  state.put('channel', 'primary', channel({ id: 'primary', state: 'RUNNING' }));
  for (const { id, has = 'nothing', desired = 'RUNNING', wishedAt = now, idleSince = null, ...rest } of all) {
    const record = destination(id, {
      flowId: flowArn,
      desired,
      wishedAt,
      work: work(id, has, rest.work),
      condition: { ...newCondition, idleSince },
      ...rest.more,
    });
    state.fold([put(state, 'destination', record)], 1);
    if (has === 'input' || has === 'both') {
      state.put('input', `input-${id}`, input({ id: `input-${id}`, state: 'DETACHED', flowArns: [flowArn] }));
    }
    if (has === 'both')
      state.put('channel', `channel-${id}`, channel({ id: `channel-${id}`, state: 'IDLE' }));
  }
  const get = (id: string) => state.get('destination', id) as Destination;
  return {
    state,
    get,
    exceeded: (id: string, channels: number) =>
      exceededBy(state, get(id), { channels }).map(({ name }) => name),
    blocked: (id: string, channels: number, at = now) =>
      blockedBy(state, get(id), 'createInput', { channels }, at),
    gives: (id: string, channels: number) => givesWay(state, get(id), { channels }, now),
  };
}

describe('a start', () => {
  it('counts who is on air, who is on the way with nothing at AWS yet, and what belongs to nobody', () => {
    const { exceeded } = account(
      { id: 'on air', has: 'both' },
      { id: 'on its way' },
      { id: 'held', more: { flowId: 'arn:elsewhere' } },
      { id: 'next', desired: 'STOPPED' },
    );
    expect(exceeded('next', 4)).toEqual(['channels']);
    expect(exceeded('next', 5)).toEqual([]);
  });

  it('does not count what stands idle, gave up, was lost or is being deleted: it gives way', () => {
    const { exceeded } = account(
      { id: 'idle', has: 'both', desired: 'STOPPED', idleSince: now },
      { id: 'gave up', has: 'both', work: { gaveUp: true } },
      { id: 'lost', has: 'both', work: { lost: true } },
      { id: 'deleted', has: 'both', desired: 'DELETED' },
      { id: 'next', desired: 'STOPPED' },
    );
    expect(exceeded('next', 2)).toEqual([]);
    expect(exceeded('next', 1)).toEqual(['channels']);
  });

  it('counts one that was stopped and that someone keeps starting at AWS', () => {
    const { exceeded } = account(
      { id: 'kept on air', has: 'both', desired: 'STOPPED', work: { gaveUp: true } },
      { id: 'next', desired: 'STOPPED' },
    );
    expect(exceeded('next', 2)).toEqual(['channels']);
    expect(exceeded('next', 3)).toEqual([]);
  });

  it('names each quota it would exceed, and a flow output only that of its flow', () => {
    const { state, get } = account({ id: 'on air', has: 'both' }, { id: 'next', desired: 'STOPPED' });
    const srt = { ...get('next'), id: 'srt', deliveryMode: 'FLOW_OUTPUT' as const };
    const limits = { channels: 2, pushInputs: 1, outputsPerFlow: 1 };
    expect(exceededBy(state, get('next'), limits).map(({ name }) => name)).toEqual([...quotaNames]);
    expect(exceededBy(state, srt, limits).map(({ name }) => name)).toEqual(['outputsPerFlow']);
    expect(exceededBy(state, { ...srt, flowId: 'arn:other' }, limits)).toEqual([]);
  });

  it('believes what AWS has taught us more than the settings', () => {
    const { state, exceeded } = account({ id: 'on air', has: 'both' }, { id: 'next', desired: 'STOPPED' });
    expect(exceeded('next', 10)).toEqual([]);
    state.put('quota', 'channels', { id: 'channels', limit: 2, at: now });
    expect(exceeded('next', 10)).toEqual(['channels']);
  });

  it('is not refused where nothing is known of the account', () => {
    const { state, get } = account({ id: 'next', desired: 'STOPPED' });
    expect(exceededBy(state, get('next'), {})).toEqual([]);
  });
});

describe('a free place', () => {
  it('goes to who asked first', () => {
    const { blocked } = account({ id: 'b', wishedAt: later(-2) }, { id: 'c', wishedAt: later(-1) });
    expect(blocked('b', 2)).toBeNull();
    expect(blocked('c', 2)).toBe('channels');
    expect(blocked('c', 3)).toBeNull();
  });

  it('stays that of who asked first when it is retried meanwhile, for its session is the same', () => {
    const { state, blocked } = account(
      { id: 'b', wishedAt: later(5), more: { sessionId: 'b.1' } },
      { id: 'c', wishedAt: later(-1) },
    );
    state.put('session', 'b.1', {
      id: 'b.1',
      destinationId: 'b',
      destinationName: 'b',
      flowId: flowArn,
      startedAt: later(-2),
      runningAt: null,
      endedAt: null,
      endReason: null,
      cost: null,
    });
    expect(blocked('b', 2)).toBeNull();
    expect(blocked('c', 2)).toBe('channels');
  });

  it('goes first to who has the input for it already, or both would wait for each other', () => {
    const { state, get } = account(
      { id: 'older', wishedAt: later(-2) },
      { id: 'newer', has: 'input', wishedAt: later(-1) },
    );
    const limits = { channels: 2, pushInputs: 1 };
    expect(blockedBy(state, get('older'), 'createInput', limits, now)).toBe('pushInputs');
    expect(blockedBy(state, get('newer'), 'createChannel', limits, now)).toBeNull();
  });

  it.each<[string, Partial<One>]>([
    ['waits for its flow', { more: { flowId: 'arn:gone' } }],
    [
      'is between two tries',
      {
        work: {
          failure: { kind: 'INVALID', message: '', step: 'createInput', at: now },
          nextRetryAt: later(1),
        },
      },
    ],
    ['gave up', { work: { gaveUp: true } }],
    ['is to be stopped', { desired: 'STOPPED' }],
  ])('is not kept for one that %s', (_what, first) => {
    const { blocked } = account({ id: 'b', wishedAt: later(-2), ...first }, { id: 'c', wishedAt: later(-1) });
    expect(blocked('c', 2)).toBeNull();
  });

  it('is taken by what was announced, whether or not AWS made it', () => {
    const { state, get } = account({ id: 'b', has: 'announced' }, { id: 'c' });
    expect(blockedBy(state, get('c'), 'createInput', { pushInputs: 1 }, now)).toBe('pushInputs');
    expect(blockedBy(state, get('b'), 'createInput', { pushInputs: 1 }, now)).toBeNull();
  });

  it('keeps back nothing that takes no place', () => {
    const { state, get } = account({ id: 'b', has: 'both' });
    expect(blockedBy(state, get('b'), 'startChannel', { channels: 0 }, now)).toBeNull();
  });
});

describe('a limit that AWS taught us', () => {
  const failure = { kind: 'QUOTA', message: '', step: 'createChannel', at: now } as const;

  it('is tried again by the first who waits, after half a minute, and by nobody else', () => {
    const { state, blocked } = account(
      { id: 'b', wishedAt: later(-2), work: { failure } },
      { id: 'c', wishedAt: later(-1), work: { failure } },
    );
    state.put('quota', 'channels', { id: 'channels', limit: 1, at: now });
    expect(blocked('b', 10, later(probeAfterMs - 1))).toBe('channels');
    expect(blocked('b', 10, later(probeAfterMs))).toBeNull();
    expect(blocked('c', 10, later(probeAfterMs))).toBe('channels');
  });

  it('of the settings is never tried', () => {
    const { blocked } = account({ id: 'b', work: { failure } });
    expect(blocked('b', 1, later(10 * probeAfterMs))).toBe('channels');
  });

  it('is what there was when AWS refused, and goes when AWS makes one more', () => {
    const { state, get } = account({ id: 'b', has: 'both' }, { id: 'c', has: 'both' });
    state.fold(lowerQuota(state, get('b'), 'createChannel', now), 2);
    expect(state.get('quota', 'channels')).toEqual({ id: 'channels', limit: 3, at: now });
    expect(raiseQuota(state, get('b'), 'createChannel')).toEqual([]);
    state.put('channel', 'one more', channel({ id: 'one more', state: 'CREATING' }));
    state.fold(raiseQuota(state, get('b'), 'createChannel'), 3);
    expect(state.get('quota', 'channels')).toBeUndefined();
  });

  it('is forgotten ten minutes after the last refusal, and one of unknown age at once', () => {
    const state = new FoldedState();
    state.put('quota', 'channels', { id: 'channels', limit: 1, at: now });
    state.put('quota', 'pushInputs', { id: 'pushInputs', limit: 1 });
    expect(forgetQuotas(state, later(forgetQuotaAfterMs - 1)).map(({ id }) => id)).toEqual(['pushInputs']);
    expect(forgetQuotas(state, later(forgetQuotaAfterMs))).toHaveLength(2);
  });
});

describe('what stands idle', () => {
  const idle = (id: string, since: number): One => ({
    id,
    has: 'both',
    desired: 'STOPPED',
    idleSince: later(since),
  });

  it('gives way, longest idle first, and no more of it than places are missing', () => {
    const { gives } = account(idle('newer', -1), idle('older', -2), { id: 'b' });
    expect([gives('older', 4), gives('newer', 4)]).toEqual([false, false]);
    expect([gives('older', 3), gives('newer', 3)]).toEqual([true, false]);
    expect([gives('older', 2), gives('newer', 2)]).toEqual([true, true]);
  });

  it('stays while those who want its place wait for a flow', () => {
    const { gives } = account(idle('older', -2), { id: 'b', more: { flowId: 'arn:gone' } });
    expect(gives('older', 2)).toBe(false);
  });

  it('never includes what is wanted', () => {
    const { gives } = account({ id: 'on air', has: 'both' }, { id: 'b' });
    expect(gives('on air', 2)).toBe(false);
  });
});

const destinations = fc.array(
  fc.record({
    has: fc.constantFrom<Has>('nothing', 'announced', 'input', 'both'),
    desired: fc.constantFrom<Destination['desired']>('RUNNING', 'STOPPED', 'DELETED'),
    since: fc.integer({ min: -5, max: 0 }),
  }),
  { maxLength: 8 },
);

const named = (all: { has: Has; desired: Destination['desired']; since: number }[]): One[] =>
  all.map(({ has, desired, since }, index) => ({
    id: `d${index}`,
    has,
    desired,
    wishedAt: later(since),
    idleSince: desired === 'STOPPED' && has !== 'nothing' ? later(since) : null,
  }));

describe('whatever the account holds', () => {
  it('never more take a place at once than are free, and one does while one is', () => {
    fc.assert(
      fc.property(destinations, fc.integer({ min: 0, max: 9 }), (all, channels) => {
        const { state, get, blocked } = account(...named(all));
        const { others, holders, wanted } = placesTaken(state, 'channels', flowArn);
        const waiting = wanted.filter(({ id }) => get(id).work.channel === null);
        const admitted = waiting.filter(({ id }) => get(id).work.input !== null);
        const free = Math.max(0, channels - others - holders.length);
        const going = waiting.filter((one) =>
          one.work.input === null
            ? blocked(one.id, channels) === null
            : blockedBy(state, one, 'createChannel', { channels }, now) === null,
        );
        expect(going).toHaveLength(Math.min(free, waiting.length));
        expect(going.filter(({ work }) => work.input !== null)).toHaveLength(Math.min(free, admitted.length));
      }),
    );
  });

  it('what AWS has is never more than what counts as taken, so that a refusal always closes the door', () => {
    fc.assert(
      fc.property(destinations, (all) => {
        const { state } = account(...named(all));
        for (const name of quotaNames) {
          const { others, holders } = placesTaken(state, name, flowArn);
          expect(countUsed(state, name, flowArn)).toBeLessThanOrEqual(others + holders.length);
        }
      }),
    );
  });

  it('a start that is let in finds room once what stands idle is gone', () => {
    fc.assert(
      fc.property(destinations, fc.integer({ min: 1, max: 9 }), (all, channels) => {
        const next: One = { id: 'next', desired: 'STOPPED' };
        const before = account(...named(all), next);
        if (before.exceeded('next', channels).length > 0) return;
        const remaining = named(all).filter(({ desired }) => desired === 'RUNNING');
        const after = account(...remaining, { ...next, desired: 'RUNNING', wishedAt: later(1) });
        const { others, holders, wanted } = placesTaken(after.state, 'channels', flowArn);
        const missing = wanted.filter(({ work }) => work.channel === null).length;
        expect(others + holders.length + missing).toBeLessThanOrEqual(channels);
      }),
    );
  });
});
