import { flowOf, put } from './change.ts';
import { primaryCureAt, restartsOf } from './cure.ts';
import { type Decision, nothing } from './decision.ts';
import type { LogEvent } from './log.ts';
import type { State } from './state.ts';

/** Wishes a restart of the primary channel, where AWS has not brought its pipeline back for long enough. */
export function wishRecoveryRestart(state: State, id: string, now: string): Decision<undefined> {
  const current = state.get('channel', id);
  const due = current ? primaryCureAt(current, now) : null;
  if (!current || due === null || due > now) return nothing(undefined);
  const restarts = { count: restartsOf(current, now) + 1, at: now };
  const event: LogEvent = {
    at: now,
    actor: 'engine',
    actorType: 'ENGINE',
    requestId: null,
    kind: 'CHANNEL_CHANGED',
    subjectType: 'Channel',
    subjectId: id,
    subjectName: current.name,
    flowId: flowOf(state, 'channel', current),
    message: `Channel ${current.name ?? id} has had no healthy pipeline since ${current.unhealthySince}, so it is to be restarted (restart ${restarts.count}).`,
    changes: [{ field: 'wish', from: null, to: 'RESTART' }],
  };
  const changes = [put(state, 'channel', { ...current, wish: 'RESTART', restarts })];
  return { changes, events: [event], value: undefined };
}
