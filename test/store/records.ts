import { put, remove } from '../../src/domain/change.ts';
import type { Consequences, FindConsequences } from '../../src/domain/consequences.ts';
import type { Decide } from '../../src/domain/decision.ts';
import type { LogEvent } from '../../src/domain/log.ts';
import type { Quota, Session } from '../../src/domain/records.ts';
import type { State } from '../../src/domain/state.ts';

/** The smallest record there is serves as a counter. */
export const quota = (id: string, limit: number): Quota => ({ id, limit });

export const noConsequences: FindConsequences = (): Consequences => ({ changes: [], events: [] });

export const count = (state: State, id: string): number => state.get('quota', id)?.limit ?? 0;

/** Adds one, and answers with the new count. */
export const increment =
  (id: string): Decide<number> =>
  (state) => {
    const next = count(state, id) + 1;
    return {
      changes: [put(state, 'quota', quota(id, next))],
      events: [event(id, String(next))],
      value: next,
    };
  };

export const erase =
  (id: string): Decide<boolean> =>
  (state) => {
    const found = state.get('quota', id);
    return { changes: found ? [remove(state, 'quota', found)] : [], events: [], value: found !== undefined };
  };

export const event = (
  subjectId: string | null,
  message: string,
  at = '2026-11-01T12:00:00.000Z',
): LogEvent => ({
  at,
  actor: 'tester',
  actorType: 'TOKEN',
  requestId: null,
  kind: 'SYSTEM',
  subjectType: null,
  subjectId,
  subjectName: null,
  flowId: null,
  message,
  changes: [],
});

/** Records only an event. */
export const say =
  (subjectId: string | null, message: string): Decide<null> =>
  (_state, now) => ({ changes: [], events: [event(subjectId, message, now)], value: null });

export const session = (id: string, destinationId: string, startedAt: string, ended = true): Session => ({
  id,
  destinationId,
  destinationName: destinationId,
  flowId: 'flow',
  startedAt,
  runningAt: startedAt,
  endedAt: ended ? startedAt : null,
  endReason: ended ? 'STOPPED' : null,
  cost: '0.1000',
});

export const keepSession =
  (record: Session): Decide<null> =>
  (state) => ({ changes: [put(state, 'session', record)], events: [], value: null });
