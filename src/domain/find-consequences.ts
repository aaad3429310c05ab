import { put } from './change.ts';
import { conditionOf } from './condition.ts';
import type { FindConsequences } from './consequences.ts';
import { ingestOf } from './ingest.ts';
import type { Change, FieldChange, LogEvent } from './log.ts';
import type { Destination } from './records.ts';
import { sameValue } from './same-value.ts';
import { followSession } from './sessions.ts';
import type { State } from './state.ts';

/**
 * The conditions and sessions that follow from changes, in the same entry, and a new image of every destination whose
 * channel, output or preset changed, so that the log alone tells each subscriber everything.
 */
export const findConsequences: FindConsequences = (state, changes, now) => {
  const found: { changes: Change[]; events: LogEvent[] } = { changes: [], events: [] };
  let shared = 0;
  for (const [id, { always, among }] of destinationsBehind(state, changes)) {
    if (among === 'many' && shared >= followers) continue;
    const destination = state.get('destination', id);
    if (!destination) continue;
    const condition = conditionOf(state, destination, now);
    const { sessionId, changes: sessions } = followSession(state, { ...destination, condition }, now);
    const same = sameValue(condition, destination.condition) && sessionId === destination.sessionId;
    if (same && !always) continue;
    if (among === 'many') shared += 1;
    const next: Destination = { ...destination, condition, sessionId };
    found.changes.push(put(state, 'destination', next), ...sessions);
    const event = statusEvent(destination, next, now);
    if (event) found.events.push(event);
  }
  return found;
};

/**
 * How many destinations follow in the same entry when something many share changes (a flow, a preset, sight of AWS).
 * An entry is bounded; the engine visits the others right after.
 */
const followers = 30;

interface Touched {
  /** A new image is due even if its condition stays. */
  always: boolean;
  /** Whether what changed is its own, or shared by many. */
  among: 'few' | 'many';
}

function destinationsBehind(state: State, changes: readonly Change[]): Map<string, Touched> {
  const touched = new Map<string, Touched>();
  const touch = (destinations: Iterable<Destination>, always: boolean, among: Touched['among']) => {
    for (const { id } of destinations) {
      const before = touched.get(id);
      touched.set(id, {
        always: always || before?.always === true,
        among: before?.among === 'few' ? 'few' : among,
      });
    }
  };
  for (const change of changes) {
    switch (change.type) {
      case 'destination':
        if (change.record) touch([change.record], false, 'few');
        break;
      case 'channel':
        touch(state.where('destination', 'channel', change.id), true, 'few');
        break;
      case 'output':
        touch(state.where('destination', 'output', change.id), true, 'few');
        break;
      case 'preset':
        touch(state.where('destination', 'preset', change.id), true, 'many');
        break;
      case 'flow':
        touch(state.where('destination', 'flow', change.id), false, 'many');
        break;
      case 'input':
        touch(state.where('destination', 'flow', change.flowId ?? ''), false, 'many');
        break;
      case 'eye':
        touch(destinationsSeenBy(state, change.id), false, 'many');
        break;
    }
  }
  const own = [...touched].filter(([, { among }]) => among === 'few');
  if (own.length === 0) return touched;
  // Who meets one of these at the same ingest is told of it, and so is whoever was told before.
  for (const [id] of own) {
    const destination = state.get('destination', id);
    const ingest = destination && ingestOf(destination);
    if (ingest) touch(state.where('destination', 'ingest', ingest), false, 'many');
  }
  touch(state.where('destination', 'reason', 'KEY_CONFLICT'), false, 'many');
  return touched;
}

/** The destinations that an eye sees: MediaLive's sees all, a flow's those on it. */
export function destinationsSeenBy(state: State, eyeId: string): Iterable<Destination> {
  return eyeId === 'medialive' ? state.all('destination') : state.where('destination', 'flow', eyeId);
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
