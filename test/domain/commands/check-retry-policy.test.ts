import { describe, expect, it } from 'vitest';
import type { RetryPolicyWish } from '../../../src/domain/commands/check-retry-policy.ts';
import { createDestination } from '../../../src/domain/commands/create-destination.ts';
import { updateDestination } from '../../../src/domain/commands/update-destination.ts';
import { retryPolicyOf } from '../../../src/domain/policy.ts';
import type { Destination } from '../../../src/domain/records.ts';
import { anyone, ask, creation, keeping, newState, refusals, withDestination } from './ask.ts';

const edit = (retryPolicy: RetryPolicyWish | null) =>
  updateDestination(
    { id: 'd1', expectedVersion: null, apply: 'RESTART_NOW', ...keeping, retryPolicy },
    anyone,
  );

const standard = { maxAttempts: 6, initialBackoffMs: 1_000, maxBackoffMs: 30_000, maxRestarts: 3 };

describe('the retry policy of a destination', () => {
  it('is the default where nothing was set, also for records from before there was one', () => {
    const { current } = withDestination();
    expect(retryPolicyOf(current())).toEqual(standard);
    const { retryPolicy: _, ...old } = current();
    expect(retryPolicyOf(old as Destination)).toEqual(standard);
  });

  it('is set in part, kept in part, and taken back', () => {
    const { state, current } = withDestination({}, creation({ retryPolicy: { maxAttempts: null } }));
    expect(retryPolicyOf(current())).toEqual({ ...standard, maxAttempts: null });
    ask(state, edit({ maxBackoffMs: 60_000 }));
    expect(retryPolicyOf(current())).toEqual({ ...standard, maxAttempts: null, maxBackoffMs: 60_000 });
    ask(state, edit({ maxBackoffMs: null, maxAttempts: 3 }));
    expect(retryPolicyOf(current())).toEqual({ ...standard, maxAttempts: 3 });
    ask(state, edit(null));
    expect(retryPolicyOf(current())).toEqual(standard);
    expect(ask(state, edit(null)).changes).toEqual([]);
  });

  it('is told in history, and neither restarts what runs nor waits for a restart', () => {
    const { state, current } = withDestination({ desired: 'RUNNING' });
    const { events } = ask(state, edit({ maxAttempts: null }));
    expect(events).toMatchObject([
      { changes: [{ field: 'retryPolicy.maxAttempts', from: '6', to: 'unlimited' }] },
    ]);
    expect(current()).toMatchObject({ version: 2, configVersion: 1, restartFor: null });
    expect(current().condition.pendingChanges).toBe(false);
  });

  it.each<[RetryPolicyWish, string[]]>([
    [{ maxAttempts: 0 }, ['maxAttempts']],
    [{ maxAttempts: 101 }, ['maxAttempts']],
    [{ maxAttempts: 1.5 }, ['maxAttempts']],
    [{ initialBackoffMs: 499 }, ['initialBackoffMs']],
    [{ initialBackoffMs: 60_001 }, ['initialBackoffMs']],
    [{ maxBackoffMs: 4_999 }, ['maxBackoffMs']],
    [{ maxBackoffMs: 600_001 }, ['maxBackoffMs']],
    [{ initialBackoffMs: 40_000 }, ['maxBackoffMs']],
    [{ maxRestarts: 11 }, ['maxRestarts']],
    [
      { maxAttempts: -1, initialBackoffMs: 1, maxBackoffMs: 1 },
      ['maxAttempts', 'initialBackoffMs', 'maxBackoffMs'],
    ],
  ])('refuses %j, naming every number that is wrong', (retryPolicy, fields) => {
    const paths = fields.map((field) => `INVALID_RETRY_POLICY retryPolicy.${field}`);
    expect(refusals(() => createDestination(creation({ retryPolicy }), anyone)(newState(), ''))).toEqual(
      paths,
    );
    const { state } = withDestination();
    expect(refusals(() => edit(retryPolicy)(state, ''))).toEqual(paths);
  });

  it.each<RetryPolicyWish>([
    { maxAttempts: 1 },
    { maxAttempts: 100 },
    { initialBackoffMs: 500, maxBackoffMs: 5_000 },
    { initialBackoffMs: 60_000, maxBackoffMs: 600_000 },
  ])('takes %j', (retryPolicy) => {
    const { current } = withDestination({}, creation({ retryPolicy }));
    expect(retryPolicyOf(current())).toMatchObject(retryPolicy);
  });
});
