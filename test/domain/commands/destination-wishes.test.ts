import { describe, expect, it } from 'vitest';
import { deleteDestination } from '../../../src/domain/commands/delete-destination.ts';
import { retryDestination } from '../../../src/domain/commands/retry-destination.ts';
import { rotateStreamKey } from '../../../src/domain/commands/rotate-stream-key.ts';
import { startDestination } from '../../../src/domain/commands/start-destination.ts';
import { stopDestination } from '../../../src/domain/commands/stop-destination.ts';
import { newCondition, newWork } from '../../../src/domain/new-work.ts';
import type { Work } from '../../../src/domain/records.ts';
import {
  anyone,
  ask,
  creation,
  fingerprint,
  limited,
  plainKey,
  refusals,
  sealed,
  srtCreation,
  withDestination,
} from './ask.ts';

const later = '2026-11-21T09:00:00.000Z';
const start = (startWithoutSource = false) => startDestination({ id: 'd1', startWithoutSource }, anyone);
const stop = (force = false) => stopDestination({ id: 'd1', force }, anyone);
const remove = (expectedVersion: number | null = null) =>
  deleteDestination({ id: 'd1', expectedVersion }, anyone);
const retry = () => retryDestination({ id: 'd1' }, anyone);
const rotate = (plain: string, apply: 'NEXT_START' | 'RESTART_NOW' = 'NEXT_START') =>
  rotateStreamKey({ id: 'd1', expectedVersion: null, streamKey: sealed(plain), apply }, anyone);

const failed: Work = {
  ...newWork,
  generation: 3,
  channel: { requestId: 'r', id: '7', configVersion: 1, presetVersion: 1 },
  act: { step: 'startChannel', at: later, epoch: 1 },
  attempt: 6,
  nextRetryAt: later,
  failure: { kind: 'INVALID', message: 'no', step: 'startChannel', at: later },
  gaveUp: true,
};
const fresh = { attempt: 0, nextRetryAt: null, failure: null, gaveUp: false, lost: false };

describe('startDestination', () => {
  it('records the wish, whose it is, and lets its status follow in the same entry', () => {
    const { state, current } = withDestination();
    const { events } = ask(state, start(), later);
    expect(current()).toMatchObject({ desired: 'RUNNING', version: 2, wishedAt: later, updatedAt: later });
    expect(current().condition.status).toBe('STARTING');
    expect(events).toMatchObject([
      { actor: 'ann', changes: [{ field: 'desiredState', from: 'STOPPED', to: 'RUNNING' }] },
    ]);
  });

  it('takes back that it was to be forced off air', () => {
    const { state, current } = withDestination({ force: true });
    ask(state, start());
    expect(current().force).toBe(false);
  });

  it('changes nothing when it is started already', () => {
    const { state, current } = withDestination({ desired: 'RUNNING', version: 4 });
    expect(ask(state, start())).toMatchObject({ changes: [], events: [] });
    expect(current().version).toBe(4);
  });

  it('lets a start that waits for its source go on without', () => {
    const { state, current } = withDestination({ desired: 'RUNNING' });
    ask(state, start(true));
    expect(current().startWithoutSource).toBe(true);
    expect(ask(state, start(false)).changes).toEqual([]);
  });

  it('lets a restart that was asked for go on, also where it is to go on without a source', () => {
    const { state, current } = withDestination({ desired: 'RUNNING', restartFor: 2 });
    ask(state, start(true));
    expect(current()).toMatchObject({ startWithoutSource: true, restartFor: 2 });
  });

  it.each([['gaveUp'], ['lost']] as const)(
    'starts afresh what is %s, and keeps sight of what it has',
    (flag) => {
      const { state, current } = withDestination({
        desired: 'RUNNING',
        work: { ...failed, gaveUp: false, [flag]: true },
      });
      ask(state, start());
      expect(current().work).toMatchObject({
        ...fresh,
        generation: 3,
        channel: failed.channel,
        act: failed.act,
      });
    },
  );

  it('is refused while it is being deleted', () => {
    const { state } = withDestination({ desired: 'DELETED' });
    expect(refusals(() => ask(state, start()))).toEqual(['INVALID_TRANSITION id']);
  });
});

describe('stopDestination', () => {
  it('records the wish, and forgets that it was to start without a source or to restart', () => {
    const { state, current } = withDestination({
      desired: 'RUNNING',
      startWithoutSource: true,
      restartFor: 1,
    });
    ask(state, stop());
    expect(current()).toMatchObject({
      desired: 'STOPPED',
      startWithoutSource: false,
      restartFor: null,
      force: false,
    });
  });

  it('changes nothing when it is stopped, by force neither', () => {
    const { state } = withDestination();
    expect(ask(state, stop()).changes).toEqual([]);
    expect(ask(state, stop(true)).changes).toEqual([]);
  });

  it('may be forced while it stops, or while it is removed, which goes on', () => {
    const transition = { phase: 'STOP', since: later, deadline: later } as const;
    for (const desired of ['STOPPED', 'DELETED'] as const) {
      const { state, current } = withDestination({ desired, condition: { ...newCondition, transition } });
      expect(ask(state, stop()).changes).toEqual([]);
      ask(state, stop(true));
      expect(current()).toMatchObject({ desired, force: true });
    }
  });
});

describe('deleteDestination', () => {
  it('records the wish and leaves the removal to the engine', () => {
    const { state, current } = withDestination({ desired: 'RUNNING' });
    ask(state, remove());
    expect(current()).toMatchObject({ desired: 'DELETED', condition: { status: 'DELETING' } });
  });

  it('is no error twice, whatever version was expected', () => {
    const { state } = withDestination();
    ask(state, remove(1));
    expect(ask(state, remove(1))).toMatchObject({ changes: [], value: { desired: 'DELETED' } });
  });

  it('refuses an older version', () => {
    const { state, current } = withDestination({ version: 3 });
    expect(refusals(() => ask(state, remove(2)))).toEqual(['VERSION_CONFLICT expectedVersion']);
    expect(current().desired).toBe('STOPPED');
  });
});

describe('retryDestination', () => {
  it('clears what failed and keeps sight of what was announced and made', () => {
    const { state, current } = withDestination({ desired: 'RUNNING', work: failed });
    ask(state, retry());
    expect(current()).toMatchObject({ desired: 'RUNNING', version: 2 });
    expect(current().work).toMatchObject({
      ...fresh,
      generation: 3,
      channel: failed.channel,
      act: failed.act,
    });
  });

  it('lets an ailing channel be restarted anew when its restarts are used up', () => {
    const restarts = { count: 3, at: later };
    const { state, current } = withDestination({ desired: 'RUNNING', work: { ...newWork, restarts } });
    ask(state, retry());
    expect(current()).toMatchObject({ version: 2, work: { restarts: null } });
  });

  it('goes on by force where force was asked for', () => {
    const { state, current } = withDestination({ force: true, work: failed });
    ask(state, retry());
    expect(current().force).toBe(true);
  });

  it('does nothing when there is nothing to try again', () => {
    const { state } = withDestination({ desired: 'RUNNING' });
    expect(ask(state, retry())).toMatchObject({ changes: [], events: [] });
  });
});

describe('rotateStreamKey', () => {
  it('keeps the new key sealed and tells of fingerprints only', () => {
    const { state, current } = withDestination();
    const { events } = ask(state, rotate('zyxw-9876-vuts'), later);
    expect(current().streamKey).toEqual({
      sealed: 'sealed',
      fingerprint: fingerprint('zyxw-9876-vuts'),
      setAt: later,
      version: 2,
    });
    expect(current()).toMatchObject({ version: 2, configVersion: 2, restartFor: null });
    expect(events[0]?.changes).toEqual([
      { field: 'streamKey', from: fingerprint(plainKey), to: fingerprint('zyxw-9876-vuts') },
    ]);
    expect(JSON.stringify([events, current()])).not.toContain('zyxw-9876-vuts');
  });

  it('restarts what runs when asked to', () => {
    const { state, current } = withDestination({ desired: 'RUNNING' });
    ask(state, rotate('zyxw-9876-vuts', 'RESTART_NOW'));
    expect(current().restartFor).toBe(current().configVersion);
  });

  it.each([
    ['NEXT_START', true],
    ['RESTART_NOW', false],
  ] as const)('with %s, leaves off air what somebody took off air: %s', (apply, lost) => {
    const work = { ...newWork, lost: true, gaveUp: true };
    const { state, current } = withDestination({ desired: 'RUNNING', work });
    ask(state, rotate('zyxw-9876-vuts', apply));
    expect(current().work).toMatchObject({ lost, gaveUp: false });
  });

  it('does nothing for the key it has', () => {
    const { state } = withDestination();
    expect(ask(state, rotate(plainKey)).changes).toEqual([]);
  });

  it.each([
    ['an empty one', '', 'INVALID_STREAM_KEY streamKey'],
    ['one that is in the URL', 'wxyz-5678-9999', 'KEY_IN_URL streamKey'],
    ['one that is in the name', 'main-9876-stage', 'INVALID_NAME streamKey'],
    ['one that is in a tag', 'tag-1357-value', 'INVALID_TAG streamKey'],
  ])('refuses %s', (_what, plain, refusal) => {
    const { state } = withDestination(
      {},
      creation({
        url: 'rtmp://h.example/live-WXYZ-5678-9999',
        name: 'The main-9876-stage',
        tags: [{ key: 'a', value: 'tag-1357-value' }],
      }),
    );
    expect(refusals(() => ask(state, rotate(plain)))).toEqual([refusal]);
  });

  it('takes an ordinary name that is the application too', () => {
    const { state, current } = withDestination({}, creation({ url: 'rtmp://h.example/broadcast' }));
    ask(state, rotate('broadcast'));
    expect(current().streamKey?.fingerprint).toBe(fingerprint('broadcast'));
  });

  it('refuses a key for SRT', () => {
    const { state } = withDestination({}, srtCreation({ id: 'd1' }));
    expect(refusals(() => ask(state, rotate('zyxw-9876-vuts')))).toEqual(['INVALID_STREAM_KEY streamKey']);
  });
});

it('hides from a limited token what it does not reach', () => {
  const { state } = withDestination();
  const decisions = [
    startDestination({ id: 'd1', startWithoutSource: false }, limited),
    stopDestination({ id: 'd1', force: true }, limited),
    deleteDestination({ id: 'd1', expectedVersion: null }, limited),
    retryDestination({ id: 'd1' }, limited),
  ];
  for (const decide of decisions) expect(refusals(() => decide(state, later))).toEqual(['NOT_FOUND id']);
});
