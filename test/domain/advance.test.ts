import { describe, expect, it } from 'vitest';
import { announce, succeed } from '../../src/domain/advance.ts';
import { fail } from '../../src/domain/fail.ts';
import { newCondition, newWork } from '../../src/domain/new-work.ts';
import { backoffMs, defaultRetryPolicy } from '../../src/domain/policy.ts';
import type { Destination, RetryPolicy, Work } from '../../src/domain/records.ts';
import { adoptedVersion } from '../../src/domain/situation.ts';

const now = '2026-11-21T08:00:00.000Z';
const names = { input: 'd:input:1', channel: 'd:channel:1:1.1', resource: 'lunora-x-d-1', presetVersion: 1 };
const destination = (work: Partial<Work> = {}): Destination => ({
  id: 'd',
  name: 'd',
  platform: 'CUSTOM',
  deliveryMode: 'DEDICATED_CHANNEL',
  protocol: 'RTMP',
  url: 'rtmp://localhost/live',
  backupUrl: null,
  srt: null,
  streamKey: null,
  presetId: null,
  flowId: 'f',
  tags: [],
  desired: 'RUNNING',
  startWithoutSource: false,
  force: false,
  version: 1,
  configVersion: 1,
  restartFor: null,
  wishedAt: now,
  createdAt: now,
  updatedAt: now,
  work: { ...newWork, ...work },
  condition: newCondition,
  sessionId: null,
});

describe('what the engine notes before a call', () => {
  it('is why an input goes, which stays the reason when its deletion is announced again for a newer wish', () => {
    const input = { requestId: 'd:input:1', id: 'i1' };
    const stopped = { ...destination({ input }), desired: 'STOPPED' as const };
    const once = announce(stopped, 'deleteInput', names, 3, now);
    expect(once.input?.removed).toBe('UNWANTED');
    expect(announce(destination(once), 'deleteInput', names, 4, now).input?.removed).toBe('UNWANTED');
  });

  it('is the name under which the thing will be found, and it stays the same when announced again', () => {
    const work = announce(destination(), 'createChannel', names, 3, now);
    expect(work).toMatchObject({
      act: { step: 'createChannel', at: now, epoch: 3 },
      channel: { requestId: 'd:channel:1:1.1', id: null, configVersion: 1, presetVersion: 1 },
    });
    const again = announce(destination(work), 'createChannel', { ...names, channel: 'other' }, 4, now);
    expect(again.channel?.requestId).toBe('d:channel:1:1.1');
  });
});

describe('what the engine notes after a call', () => {
  it('is the id, and that all is well again', () => {
    const work = announce(destination({ attempt: 3 }), 'createInput', names, 1, now);
    expect(succeed(work, destination(), 'createInput', '42', null)).toMatchObject({
      input: { id: '42' },
      act: null,
      attempt: 0,
      failure: null,
    });
  });

  it('is the configuration that was sent, not the one wished for meanwhile', () => {
    const work: Work = {
      ...newWork,
      channel: { requestId: 'r', id: '1', configVersion: 1, presetVersion: 1 },
    };
    const sent = { ...destination(work), configVersion: 2 };
    expect(succeed(work, sent, 'updateChannel', '1', 5).channel).toMatchObject({
      configVersion: 2,
      presetVersion: 5,
    });
  });

  it('is not known where an earlier try of the creation has made it', () => {
    const announced = announce(destination(), 'createChannel', names, 1, now);
    const made = (older: boolean) =>
      succeed(announced, destination(announced), 'createChannel', '1', 1, { setup: 's', older }).channel;
    expect(made(false)?.configVersion).toBe(destination().configVersion);
    expect(made(true)).toMatchObject({ id: '1', configVersion: adoptedVersion });
  });

  it('forgets the announcement of what AWS declined to make, and keeps it where that is unknown', () => {
    const announced = destination(announce(destination(), 'createInput', names, 1, now));
    const declined = fail(announced, 'createInput', { kind: 'INVALID', message: 'no role' }, now, 0.5);
    expect(declined).toMatchObject({ input: null, act: null, attempt: 1, gaveUp: false });
    const unknown = fail(announced, 'createInput', { kind: 'UNREACHABLE', message: 'timeout' }, now, 0.5);
    expect(unknown).toMatchObject({ input: { id: null }, act: { step: 'createInput' } });
  });

  const open = destination(announce(destination(), 'createInput', names, 1, now));
  const throttled = fail(open, 'createInput', { kind: 'THROTTLED', message: 'slow' }, now, 0.5);
  const unanswered = fail(open, 'createInput', { kind: 'SERVER', message: '500' }, now, 0.5);
  it.each<[string, Work, boolean, boolean]>([
    ['at once', open.work, false, false],
    ['after it was throttled', announce(destination(throttled), 'createInput', names, 1, now), false, false],
    ['in a try of its own', open.work, true, true],
    [
      'after one that was not answered',
      announce(destination(unanswered), 'createInput', names, 1, now),
      false,
      true,
    ],
    ['after a crash', announce(open, 'createInput', names, 2, now), false, true],
  ])(
    'seeks what was declined %s, if an earlier try may have made it: %#',
    (_when, work, doubtful, sought) => {
      const failure = { kind: 'DENIED' as const, message: 'no', doubtful };
      const declined = fail(destination(work), 'createInput', failure, now, 0.5);
      expect(declined).toMatchObject(
        sought
          ? {
              input: { id: null, doubt: 'REFUSED' },
              act: { step: 'createInput' },
              failure: { kind: 'DENIED' },
            }
          : { input: null, act: null },
      );
    },
  );
});

describe('giving up', () => {
  it('does not come nearer with a refusal after a try of which nobody knows what came', () => {
    const work: Work = {
      ...newWork,
      channel: { requestId: 'r', id: '1', configVersion: 1, presetVersion: 1 },
    };
    const start = (at: Work) => announce(destination(at), 'startChannel', names, 1, now);
    const refuse = (at: Work, kind: 'CONFLICT' | 'UNREACHABLE' = 'CONFLICT') =>
      fail(destination(at), 'startChannel', { kind, message: 'm' }, now, 0.5);
    const afterCrash = refuse(start(start(work)));
    expect(afterCrash.strikes).toBe(0);
    const afterOutage = refuse(start(refuse(start(work), 'UNREACHABLE')));
    expect(afterOutage.strikes).toBe(0);
    expect(refuse(start(work)).strikes).toBe(1);
  });

  it.each(['startChannel', 'updateChannel'] as const)(
    'does not come nearer with conflicts of %s until looks must have shown what an unanswered start did',
    (step) => {
      const channel = { requestId: 'r', id: '1', configVersion: 1, presetVersion: 1 };
      let work = announce(destination({ ...newWork, channel }), 'startChannel', names, 1, now);
      const strikes = Array.from({ length: 7 }, () => {
        const announced = announce(destination(work), step, names, 2, now);
        work = fail(destination(announced), step, { kind: 'CONFLICT', message: 'm' }, now, 0.5);
        return work.strikes;
      });
      expect(strikes).toEqual([0, 0, 0, 0, 0, 1, 2]);
    },
  );

  const failing = (kind: 'INVALID' | 'CONFLICT' | 'UNREACHABLE' | 'THROTTLED' | 'SERVER', times: number) => {
    let current = destination({ channel: { requestId: 'r', id: '1', configVersion: 1, presetVersion: 1 } });
    for (let i = 0; i < times; i += 1) {
      current = { ...current, work: fail(current, 'startChannel', { kind, message: 'm' }, now, 0.5) };
    }
    return current.work;
  };

  it('comes after a bounded number of tries that AWS declined', () => {
    expect(failing('INVALID', 5).gaveUp).toBe(false);
    expect(failing('INVALID', 6).gaveUp).toBe(true);
  });

  it('removes what is left for ever, and keeps saying what it gave up on', () => {
    const gone = failing('INVALID', 6);
    const left: Work = { ...gone, channel: null, input: { requestId: 'r', id: '2' } };
    const busy = fail(
      { ...destination(left) },
      'deleteInput',
      { kind: 'CONFLICT', message: 'busy' },
      now,
      0.5,
    );
    expect(busy).toMatchObject({ gaveUp: true, failure: { kind: 'INVALID', step: 'startChannel' } });
    expect(succeed(busy, destination(busy), 'deleteInput', null, null)).toMatchObject({
      gaveUp: true,
      nextRetryAt: null,
      failure: { kind: 'INVALID' },
    });
  });

  it.each(['UNREACHABLE', 'THROTTLED', 'SERVER'] as const)('never comes from %s', (kind) => {
    expect(failing(kind, 100)).toMatchObject({ gaveUp: false, attempt: 100 });
  });

  it.each([
    [['THROTTLED', 'THROTTLED', 'THROTTLED'], 'QUOTA'],
    [['THROTTLED', 'THROTTLED', 'THROTTLED', 'THROTTLED'], 'QUOTA'],
    [['THROTTLED', 'THROTTLED'], 'THROTTLED'],
    [['SERVER', 'UNREACHABLE', 'THROTTLED'], 'THROTTLED'],
    [['THROTTLED', 'THROTTLED', 'THROTTLED', 'SERVER', 'THROTTLED'], 'THROTTLED'],
  ] as const)('takes %j of a create for %s', (kinds, expected) => {
    let current = destination({});
    for (const kind of kinds) {
      const announced = destination(announce(current, 'createInput', names, 1, now));
      current = destination(fail(announced, 'createInput', { kind, message: 'm' }, now, 0.5));
    }
    expect(current.work.failure?.kind).toBe(expected);
  });

  it('leaves a stop open that was refused, where an earlier one was never answered', () => {
    const refused = { kind: 'INVALID' as const, message: 'm' };
    const first = destination(announce(destination(), 'stopChannel', names, 1, now));
    expect(fail(first, 'stopChannel', refused, now, 0.5).act).toBeNull();
    const second = destination(announce(first, 'stopChannel', names, 1, now));
    expect(fail(second, 'stopChannel', refused, now, 0.5).act).toMatchObject({ step: 'stopChannel' });
  });

  it('is not brought closer by a refusal where an earlier try of the same call may have done it', () => {
    const last = destination({ attempt: 5, strikes: 5 });
    const conflict = { kind: 'CONFLICT' as const, message: 'it runs already' };
    expect(fail(last, 'startChannel', { ...conflict, doubtful: true }, now, 0.5).gaveUp).toBe(false);
    expect(fail(last, 'startChannel', conflict, now, 0.5).gaveUp).toBe(true);
  });

  it('is never brought closer by outages that came before', () => {
    const work: Work = { ...failing('UNREACHABLE', 50), strikes: 4 };
    const declined = fail(destination(work), 'startChannel', { kind: 'CONFLICT', message: 'm' }, now, 0.5);
    expect(declined).toMatchObject({ strikes: 5, gaveUp: false });
  });

  it('counts all that AWS declined on the way, not each step anew', () => {
    const work = succeed(failing('CONFLICT', 5), destination(), 'createInput', '42', null);
    expect(work).toMatchObject({ attempt: 0, strikes: 5 });
    const last = fail(destination(work), 'createChannel', { kind: 'INVALID', message: 'm' }, now, 0.5);
    expect(last.gaveUp).toBe(true);
  });

  it('comes when the policy of the destination says so, or never', () => {
    const declined = (retryPolicy: Partial<RetryPolicy>, strikes: number) =>
      fail(
        { ...destination({ attempt: strikes, strikes }), retryPolicy },
        'startChannel',
        { kind: 'INVALID', message: 'm' },
        now,
        0.5,
      );
    expect(declined({ maxAttempts: 2 }, 0).gaveUp).toBe(false);
    expect(declined({ maxAttempts: 2 }, 1)).toMatchObject({ gaveUp: true, nextRetryAt: null });
    expect(declined({ maxAttempts: null }, 1_000).gaveUp).toBe(false);
    const waits = { maxAttempts: null, initialBackoffMs: 2_000, maxBackoffMs: 5_000 };
    expect(declined(waits, 0).nextRetryAt).toBe('2026-11-21T08:00:02.000Z');
    expect(declined(waits, 1_000).nextRetryAt).toBe('2026-11-21T08:00:05.000Z');
  });

  it('never comes while stopping: what bills is asked to stop for ever', () => {
    const stopping = { ...destination({ attempt: 50 }), desired: 'STOPPED' as const };
    expect(fail(stopping, 'stopChannel', { kind: 'CONFLICT', message: 'm' }, now, 0.5).gaveUp).toBe(false);
  });
});

it('takes a 429 that outlasts back-off for a quota on a create alone', () => {
  const failure = { kind: 'THROTTLED' as const, message: 'm' };
  const third = (step: 'createChannel' | 'startChannel') => {
    const before = { ...failure, step, at: now };
    return fail(destination({ attempt: 2, failure: before }), step, failure, now, 0.5).failure?.kind;
  };
  expect(third('createChannel')).toBe('QUOTA');
  expect(third('startChannel')).toBe('THROTTLED');
});

it('waits longer with each try, jittered, and never more than 36 s', () => {
  expect(
    [1, 2, 3, 4, 5, 6, 60].map((attempt) => backoffMs(defaultRetryPolicy, 'CONFLICT', attempt, 0.5)),
  ).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(backoffMs(defaultRetryPolicy, 'CONFLICT', 60, 0.999)).toBeLessThan(36_000);
});
