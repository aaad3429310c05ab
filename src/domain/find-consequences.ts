import { place } from './change.ts';
import { conditionOf } from './condition.ts';
import type { FindConsequences } from './consequences.ts';
import { followLinks } from './follow-links.ts';
import { ingestOf } from './ingest.ts';
import { linkedDigest } from './linked-digest.ts';
import type { Change, FieldChange, LogEvent } from './log.ts';
import type { Destination } from './records.ts';
import { sameValue } from './same-value.ts';
import { followSession } from './sessions.ts';
import { DraftState, type State } from './state.ts';

/**
 * The conditions and sessions that follow from changes, in the same entry, and a new image of every watched record of
 * which something is shown that lives in a changed one, so that the log alone tells each subscriber everything.
 */
export const findConsequences: FindConsequences = (state, changes, now, before) => {
  const links = followLinks(before, state, changes);
  const after = new DraftState(state);
  after.apply(links);
  const found: { changes: Change[]; events: LogEvent[] } = { changes: links, events: [] };
  // What a flow shows of others changes no destination.
  const causes = [...changes, ...links.filter(({ type }) => type !== 'flow')];
  const room = new FollowerRoom(followerBytes - bytesOf(changes));
  for (const [id, among] of destinationsBehind(after, causes)) {
    if (among === 'many' && room.isFull()) continue;
    const consequence = consequenceFor(id, before, after, now);
    if (!consequence) continue;
    if (among === 'many' && !room.take(consequence)) continue;
    found.changes.push(...consequence.changes);
    if (consequence.event) found.events.push(consequence.event);
  }
  return found;
};

interface Consequence {
  changes: readonly Change[];
  event: LogEvent | null;
}

/** Null where the destination's condition, session and links stay as they are. */
function consequenceFor(id: string, before: State, after: State, now: string): Consequence | null {
  const destination = after.get('destination', id);
  if (!destination) return null;
  const condition = conditionOf(after, destination, now);
  const { sessionId, changes: sessions } = followSession(after, { ...destination, condition }, now);
  const next = withLinked(after, { ...destination, condition, sessionId }, sessions);
  const same = sameValue(condition, destination.condition) && sessionId === destination.sessionId;
  if (same && next.linked === destination.linked) return null;
  return {
    changes: [place(before, after, 'destination', next), ...sessions],
    event: statusEvent(destination, next, now),
  };
}

/** What is left of an entry for destinations that follow a change many share. */
class FollowerRoom {
  private taken = 0;

  constructor(private bytesLeft: number) {}

  isFull(): boolean {
    return this.taken >= followers || this.bytesLeft <= 0;
  }

  /** False where it does not fit in. */
  take({ changes, event }: Consequence): boolean {
    const bytes = bytesOf([changes, event]);
    if (bytes > this.bytesLeft) return false;
    this.bytesLeft -= bytes;
    this.taken += 1;
    return true;
  }
}

function withLinked(state: State, destination: Destination, sessions: readonly Change[]): Destination {
  const draft = new DraftState(state);
  draft.apply(sessions);
  return { ...destination, linked: linkedDigest(draft, 'destination', destination) };
}

/**
 * How many destinations follow in the same entry when something many share changes (a flow, a preset, sight of AWS).
 * An entry is bounded; the engine visits the others right after.
 */
const followers = 30;

/** What the cause and its followers may take of an entry together, which holds 128 KiB. */
const followerBytes = 100 * 1_024;

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/** Whether what changed is a destination's own or shared by many. */
type Among = 'few' | 'many';

function destinationsBehind(state: State, changes: readonly Change[]): Map<string, Among> {
  const touched = new Map<string, Among>();
  const touch = (destinations: Iterable<Destination>, among: Among) => {
    for (const { id } of destinations) touched.set(id, touched.get(id) === 'few' ? 'few' : among);
  };
  for (const change of changes) {
    switch (change.type) {
      case 'destination':
        if (change.record) touch([change.record], 'few');
        break;
      case 'channel':
        touch(state.where('destination', 'channel', change.id), 'few');
        break;
      case 'output':
        touch(state.where('destination', 'output', change.id), 'few');
        break;
      case 'preset':
        touch(state.where('destination', 'preset', change.id), 'many');
        break;
      case 'flow':
        touch(state.where('destination', 'flow', change.id), 'many');
        break;
      case 'input':
        touch(state.where('destination', 'flow', change.flowId ?? ''), 'many');
        break;
      case 'eye':
        touch(destinationsSeenBy(state, change.id), 'many');
        break;
    }
  }
  const own = [...touched].filter(([, among]) => among === 'few');
  if (own.length === 0) return touched;
  // Who meets one of these at the same ingest is told of it, and so is whoever was told before.
  for (const [id] of own) {
    const destination = state.get('destination', id);
    const ingest = destination && ingestOf(destination);
    if (ingest) touch(state.where('destination', 'ingest', ingest), 'many');
  }
  touch(state.where('destination', 'reason', 'KEY_CONFLICT'), 'many');
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
