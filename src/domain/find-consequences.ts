import { put } from './change.ts';
import { conditionOf } from './condition.ts';
import type { FindConsequences } from './consequences.ts';
import type { Change, FieldChange, LogEvent } from './log.ts';
import type { Destination } from './records.ts';
import { followSession } from './sessions.ts';
import type { State } from './state.ts';

/**
 * The conditions and sessions that follow from changes, in the same entry, and a new image of every destination whose
 * channel, output or preset changed, so that the log alone tells each subscriber everything.
 */
export const findConsequences: FindConsequences = (state, changes, now) => {
  const touched = destinationsBehind(state, changes);
  const found: { changes: Change[]; events: LogEvent[] } = { changes: [], events: [] };
  for (const [id, always] of touched) {
    const destination = state.get('destination', id);
    if (!destination) continue;
    const condition = conditionOf(state, destination, now);
    const { sessionId, changes: sessions } = followSession(state, { ...destination, condition }, now);
    const same = sameJson(condition, destination.condition) && sessionId === destination.sessionId;
    if (same && !always) continue;
    const next: Destination = { ...destination, condition, sessionId };
    found.changes.push(put(state, 'destination', next), ...sessions);
    const event = statusEvent(destination, next, now);
    if (event) found.events.push(event);
  }
  return found;
};

/** Ids of the destinations to look at again; true where a new image is due even if its condition stays. */
function destinationsBehind(state: State, changes: readonly Change[]): Map<string, boolean> {
  const touched = new Map<string, boolean>();
  const touch = (destinations: Iterable<Destination>, always: boolean) => {
    for (const { id } of destinations) touched.set(id, always || touched.get(id) === true);
  };
  for (const change of changes) {
    switch (change.type) {
      case 'destination':
        if (change.record) touch([change.record], false);
        break;
      case 'channel':
        touch(state.where('destination', 'channel', change.id), true);
        break;
      case 'output':
        touch(state.where('destination', 'output', change.id), true);
        break;
      case 'preset':
        touch(state.where('destination', 'preset', change.id), true);
        break;
      case 'flow':
        touch(state.where('destination', 'flow', change.id), false);
        break;
      case 'input':
        if (change.flowId) touch(state.where('destination', 'flow', change.flowId), false);
        break;
      case 'eye':
        touch(
          change.id === 'medialive'
            ? state.all('destination')
            : state.where('destination', 'flow', change.id),
          false,
        );
        break;
    }
  }
  return touched;
}

function statusEvent(before: Destination, after: Destination, now: string): LogEvent | null {
  const changes: FieldChange[] = [];
  const note = (field: string, from: string | null, to: string | null) => {
    if (from !== to) changes.push({ field, from, to });
  };
  note('status', before.condition.status, after.condition.status);
  note('reason', before.condition.reason?.code ?? null, after.condition.reason?.code ?? null);
  if (changes.length === 0) return null;
  const { status, reason } = after.condition;
  return {
    at: now,
    actor: 'engine',
    actorType: 'ENGINE',
    requestId: null,
    kind: 'DESTINATION_STATUS_CHANGED',
    subjectType: 'Destination',
    subjectId: after.id,
    subjectName: after.name,
    flowId: after.flowId,
    message: reason ? `${after.name} is ${status}: ${reason.message}` : `${after.name} is ${status}.`,
    changes,
  };
}

const sameJson = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
