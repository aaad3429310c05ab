import type { FindConsequences } from '../domain/consequences.ts';
import type { Decide } from '../domain/decision.ts';
import type { Change } from '../domain/log.ts';
import { DraftState, type State } from '../domain/state.ts';

/** Bound on an entry as it stands in the table, in bytes; the rest is left to its envelope. */
export const maxEntryBytes = 128 * 1024;
const maxGroupBytes = maxEntryBytes - 512;

/** A decision that waits, and whoever waits for it. */
export interface Waiting {
  decide: Decide<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
  /** The state was read from the table since this was asked for. */
  confirmed: boolean;
}

export interface Group {
  members: Waiting[];
  /** Tells each member its outcome; to be called once the group's entry is durable. */
  settle: () => void;
  /** Serialised, in order. Both empty when there is nothing to append. */
  changes: string[];
  events: string[];
}

/**
 * Takes from the front of `queue` as many decisions as fit into one entry, each seeing what those before it did.
 * One that throws, or is too large for any entry, does nothing and takes only itself down.
 */
export function decideGroup(
  state: State,
  queue: Waiting[],
  now: string,
  consequences: FindConsequences,
): Group {
  const draft = new DraftState(state);
  const group: Group = { members: [], settle: () => {}, changes: [], events: [] };
  const outcomes: (() => void)[] = [];
  let bytes = 0;
  for (let waiting = queue[0]; waiting; waiting = queue[0]) {
    const { decide, resolve, reject } = waiting;
    const outcome = attempt(() => {
      const decided = decideOne(draft, decide, now, consequences);
      if (decided.bytes > maxGroupBytes) {
        throw new Error(`One decision makes ${decided.bytes} bytes; an entry holds ${maxEntryBytes}.`);
      }
      return decided;
    });
    if ('error' in outcome) {
      outcomes.push(() => reject(outcome.error));
    } else {
      const { decided } = outcome;
      if (bytes + decided.bytes > maxGroupBytes) break;
      bytes += decided.bytes;
      draft.apply(decided.all);
      group.changes.push(...decided.changes);
      group.events.push(...decided.events);
      outcomes.push(() => resolve(decided.value));
    }
    queue.shift();
    group.members.push(waiting);
  }
  group.settle = () => {
    for (const tell of outcomes) tell();
  };
  return group;
}

interface Decided {
  value: unknown;
  all: Change[];
  changes: string[];
  events: string[];
  bytes: number;
}

function decideOne(
  state: State,
  decide: Decide<unknown>,
  now: string,
  consequences: FindConsequences,
): Decided {
  const { changes, events, value } = decide(state, now);
  if (changes.length === 0 && events.length === 0)
    return { value, all: [], changes: [], events: [], bytes: 0 };
  const draft = new DraftState(state);
  draft.apply(changes);
  const more = consequences(draft, changes, now, state);
  const all = latestImages([...changes, ...more.changes]);
  for (const change of all) checkId(change);
  const decided = {
    value,
    all,
    changes: all.map((change) => JSON.stringify(change)),
    events: [...events, ...more.events].map((event) => JSON.stringify(event)),
  };
  const bytes = [...decided.changes, ...decided.events].reduce(
    (sum, text) => sum + Buffer.byteLength(text) + 1,
    0,
  );
  return { ...decided, bytes };
}

/** One change per record, with its last image: what came before within one decision was never so. */
function latestImages(changes: readonly Change[]): Change[] {
  const latest = new Map<string, Change>();
  for (const change of changes) {
    const key = `${change.type} ${change.id}`;
    const created = latest.get(key)?.kind === 'CREATED' && change.kind === 'UPDATED';
    latest.delete(key);
    latest.set(key, created ? { ...change, kind: 'CREATED' } : change);
  }
  return [...latest.values()];
}

/** An id the table could not take as a key would block every later checkpoint. */
function checkId({ type, id, record }: Change): void {
  if (id.length === 0 || Buffer.byteLength(id) > 900)
    throw new Error(`A ${type} cannot have the id '${id}'.`);
  if (record && record.id !== id)
    throw new Error(`The ${type} '${record.id}' was changed under the id '${id}'.`);
}

function attempt(work: () => Decided): { decided: Decided } | { error: unknown } {
  try {
    return { decided: work() };
  } catch (error) {
    return { error };
  }
}
