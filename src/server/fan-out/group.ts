import { END } from '../../domain/cursor.ts';
import { openLogReader } from '../../pubsub/log-reader.ts';
import type { Place, Teller } from '../../pubsub/stream.ts';
import { bookmarkEveryMs } from '../../pubsub/watch.ts';
import type { ContextDeps } from '../../resolvers/context.ts';
import type { Pace } from './pace.ts';
import type { SharedMessage } from './shared-message.ts';

/** Somebody whom a group carries along the log. */
export interface Member {
  /** False: it takes nothing more and has left; it has everything up to `before`. */
  take(message: SharedMessage, before: Place): boolean;
  /** The group ends; it has everything up to `place`. Null: whatever it had when it came. */
  release(place: Place | null): void;
}

export interface Group {
  /**
   * Takes in somebody who has everything up to `position`, at just that position. False: the group is past it; come
   * again further on.
   */
  join(position: number, member: Member): boolean;
  leave(member: Member): void;
  close(): void;
}

export interface GroupArgs {
  deps: Pick<ContextDeps, 'store' | 'clock'>;
  position: number;
  teller: Teller<unknown>;
  /** Answers a message for all; null where it cannot be shared. */
  answer(message: unknown): Promise<SharedMessage | null> | SharedMessage | null;
  pace: Pace;
  count(deliveries: number): void;
  /** Called once: nobody is left, or it cannot go on. */
  onEnd(error: unknown): void;
}

/** What an execution costs beside deliveries. */
const executionCost = 5;
/** Deliveries between two looks at the pace. */
const maxStretch = 100;

/**
 * Subscribers who are told the same. Each message is answered once for all. The group moves along the log entry by
 * entry, and takes people in only between entries, so nobody misses or repeats any.
 */
export function startGroup({ deps, teller, answer, pace, count, onEnd, ...args }: GroupArgs): Group {
  const reader = openLogReader(deps, args.position);
  const members = new Set<Member>();
  const waiting = new Map<number, Set<Member>>();
  /** All were told everything up to here. */
  let place: Place = { position: args.position, index: END };
  /** The entry that is being told or was told last. */
  let reached = args.position;
  let telling = false;
  let closed = false;
  let saidAtMs = deps.clock.now();

  function end(error: unknown = null): void {
    if (closed) return;
    closed = true;
    reader.close();
    const [carried, arrived] = [[...members], [...waiting.values()].flatMap((set) => [...set])];
    members.clear();
    waiting.clear();
    for (const member of carried) member.release(place);
    for (const member of arrived) member.release(null);
    onEnd(error);
  }

  function admit(): void {
    telling = false;
    for (const member of waiting.get(reached) ?? []) members.add(member);
    waiting.delete(reached);
  }

  async function tell(message: unknown, after: Place): Promise<void> {
    const turn = pace.take(executionCost);
    if (turn) await turn;
    const answered = answer(message);
    const shared = answered instanceof Promise ? await answered : answered;
    if (closed) return;
    if (!shared) return end();
    let sent = 0;
    for (const member of members) {
      if (sent % maxStretch === 0) {
        const stretch = pace.take(Math.min(maxStretch, members.size - sent));
        if (stretch) await stretch;
        if (closed) return;
      }
      if (!members.has(member)) continue;
      if (member.take(shared, place)) sent += 1;
      else members.delete(member);
    }
    count(sent);
    place = after;
    saidAtMs = deps.clock.now();
    endIfEmpty();
  }

  function endIfEmpty(): void {
    if (members.size === 0 && waiting.size === 0) end();
  }

  async function run(): Promise<void> {
    while (!closed) {
      const dueAtMs = saidAtMs + bookmarkEveryMs;
      const entries = await reader.read(dueAtMs);
      if (closed || entries === null) return;
      for (const entry of entries) {
        telling = true;
        reached = entry.position;
        for (const { index, message } of teller.tell(entry)) {
          await tell(message, { position: entry.position, index });
          if (closed) return;
        }
        place = { position: entry.position, index: END };
        admit();
      }
      if (deps.clock.now() < dueAtMs || reader.position < deps.store.state.position) continue;
      telling = true;
      const bookmark = teller.bookmark(reached);
      if (bookmark !== null) await tell(bookmark, place);
      saidAtMs = deps.clock.now();
      admit();
    }
  }

  run().catch(end);

  return {
    join(position, member) {
      if (closed || position < reached) return false;
      if (position === reached && !telling) {
        members.add(member);
        return true;
      }
      const others = waiting.get(position);
      if (others) others.add(member);
      else waiting.set(position, new Set([member]));
      return true;
    },
    leave(member) {
      members.delete(member);
      for (const [position, set] of waiting) {
        if (set.delete(member) && set.size === 0) waiting.delete(position);
      }
      endIfEmpty();
    },
    close: () => end(),
  };
}
