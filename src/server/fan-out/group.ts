import { END } from '../../domain/cursor.ts';
import type { Entry } from '../../domain/log.ts';
import { LogReader } from '../../pubsub/log-reader.ts';
import type { Place, Sees, Teller, Told } from '../../pubsub/stream.ts';
import { bookmarkEveryMs } from '../../pubsub/watch.ts';
import type { ContextDeps } from '../../resolvers/context.ts';
import { Asked, anyoneOf, type Scope } from './asked.ts';
import type { Pace } from './pace.ts';
import type { SharedMessage } from './shared-message.ts';

/** Somebody whom a group carries along the log. */
export interface Member {
  /** False: it takes nothing more, and is let go. What it takes tells it everything up to `at`. */
  take(message: SharedMessage, at: Place): boolean;
  /** It is carried no more. It has everything up to `place`, and what it took; null: what it had when it came. */
  release(place: Place | null): void;
}

export interface Group {
  /**
   * Takes in somebody who has everything up to `position`, at just that position. False: the group is past it; come
   * again further on.
   */
  join(position: number, member: Member, scope: Scope, told?: number): boolean;
  leave(member: Member): void;
  close(): void;
}

export interface GroupArgs {
  deps: Pick<ContextDeps, 'store' | 'clock' | 'freshness'>;
  position: number;
  teller: Teller<unknown>;
  /** Answers a message as the one who is asked may see it; null where that cannot be shared. */
  answer(message: unknown, asked: Asked): Promise<SharedMessage | null> | SharedMessage | null;
  pace: Pace;
  count(deliveries: number): void;
  /** Called once: nobody is left, or it cannot go on. */
  onEnd(error: unknown): void;
}

/** Members who may see the same. */
interface Party {
  key: string;
  scope: Scope;
  /** What was told last of `Teller.unobserved`. */
  told: number;
  members: Set<Member>;
  /** When it was last told anything. */
  saidAtMs: number;
}

/** What an execution costs beside deliveries. */
const executionCost = 5;
/** Deliveries between two looks at the pace. */
const maxStretch = 100;

/**
 * Subscribers who asked for the same. The group moves along the log entry by entry, and takes people in only between
 * entries, so nobody misses or repeats any. What there is to tell, and how it is answered, is found out for one party,
 * and holds for all who would have been asked the same and answer alike; then for one of those that are left.
 */
export function startGroup({ deps, teller, answer, pace, count, onEnd, ...args }: GroupArgs): Group {
  const reader = new LogReader(deps, args.position);
  const parties = new Map<string, Party>();
  const carried = new Map<Member, Party>();
  const waiting = new Map<number, Map<Member, Pick<Party, 'scope' | 'told'>>>();
  /** All were told everything up to here. */
  let place: Place = { position: args.position, index: END };
  /** The entry that is being told or was told last. */
  let reached = args.position;
  let telling = false;
  let closed = false;

  function end(error: unknown = null): void {
    if (closed) return;
    closed = true;
    reader.close();
    const arrived = [...waiting.values()].flatMap((members) => [...members.keys()]);
    const members = [...carried];
    for (const group of [parties, carried, waiting]) group.clear();
    for (const [member, { told }] of members) member.release({ ...place, unobserved: told });
    for (const member of arrived) member.release(null);
    onEnd(error);
  }

  function endIfEmpty(): void {
    if (carried.size === 0 && waiting.size === 0) end();
  }

  function carry(member: Member, { scope, told }: Pick<Party, 'scope' | 'told'>): void {
    const key = JSON.stringify([scope.role, scope.flowIds, told]);
    const party = parties.get(key) ?? {
      key,
      scope,
      told,
      members: new Set(),
      saidAtMs: deps.clock.monotonicMs(),
    };
    parties.set(key, party);
    party.members.add(member);
    carried.set(member, party);
  }

  function drop(member: Member): void {
    const party = carried.get(member);
    if (!party) return;
    carried.delete(member);
    party.members.delete(member);
    if (party.members.size === 0) parties.delete(party.key);
  }

  function admit(): void {
    telling = false;
    for (const [member, party] of waiting.get(reached) ?? []) carry(member, party);
    waiting.delete(reached);
  }

  async function tellEntry(entry: Entry): Promise<void> {
    await tellAll([...parties.values()], entry.position, (sees, told) => teller.tell(entry, sees, told));
  }

  async function tellAll(
    to: Party[],
    position: number,
    messagesFor: (sees: Sees, told: number) => Iterable<Told<unknown>>,
  ): Promise<void> {
    for (let left = to; left[0] && !closed; ) {
      const { scope, told } = left[0];
      const asked = new Asked(anyoneOf(scope));
      const messages = [...messagesFor(asked.sees, told)];
      const [alike, others] = divide(left, asked, told);
      for (const { index, message, unobserved = told } of messages) {
        await tell(message, { position, index, unobserved }, alike);
        if (closed) return;
      }
      left = others;
    }
  }

  /** At the end of the log: to those whose records read otherwise by now, each record as it stands. */
  async function retell(): Promise<void> {
    const to = teller.unobserved();
    const behind = [...parties.values()].filter(({ told }) => told !== to);
    if (behind.length === 0 || reader.position < deps.store.state.position) return;
    telling = true;
    await tellAll(behind, reached, (sees, from) => teller.retell(sees, from, to));
    if (closed) return;
    for (const { key, scope, members } of behind) {
      parties.delete(key);
      for (const member of members) carry(member, { scope, told: to });
    }
    admit();
  }

  async function tell(message: unknown, at: Place, to: Party[]): Promise<void> {
    for (let left = to; left[0] && !closed; ) {
      const turn = pace.take(executionCost);
      if (turn) await turn;
      const asked = new Asked(anyoneOf(left[0].scope));
      const answered = answer(message, asked);
      const shared = answered instanceof Promise ? await answered : answered;
      if (closed) return;
      if (!shared) return end();
      const [alike, others] = divide(left, asked);
      await hand(shared, at, alike);
      left = others;
    }
  }

  async function hand(shared: SharedMessage, at: Place, to: Party[]): Promise<void> {
    const saidAtMs = deps.clock.monotonicMs();
    let left = to.reduce((sum, { members }) => sum + members.size, 0);
    let sent = 0;
    let paid = 0;
    for (const party of to) {
      party.saidAtMs = saidAtMs;
      for (const member of party.members) {
        if (paid === 0) {
          paid = Math.min(maxStretch, left);
          const turn = pace.take(paid);
          if (turn) await turn;
          if (closed) return;
          if (turn && !party.members.has(member)) continue;
        }
        paid -= 1;
        left -= 1;
        if (member.take(shared, at)) sent += 1;
        else {
          drop(member);
          member.release({ ...place, unobserved: party.told });
        }
      }
    }
    count(sent);
    endIfEmpty();
  }

  /** When it is time to say that there is nothing to say, for those who were told nothing for longest. */
  function nextBookmarkAtMs(): number {
    let saidAtMs = deps.clock.monotonicMs();
    for (const party of parties.values()) saidAtMs = Math.min(saidAtMs, party.saidAtMs);
    return saidAtMs + bookmarkEveryMs;
  }

  async function tellQuiet(): Promise<void> {
    const nowMs = deps.clock.monotonicMs();
    const quiet = [...parties.values()].filter(({ saidAtMs }) => nowMs >= saidAtMs + bookmarkEveryMs);
    if (quiet.length === 0 || reader.position < deps.store.state.position) return;
    telling = true;
    for (const told of new Set(quiet.map((party) => party.told))) {
      const bookmark = teller.bookmark(reached, told);
      const to = quiet.filter((party) => party.told === told);
      if (bookmark !== null) await tell(bookmark, { ...place, unobserved: told }, to);
    }
    for (const party of quiet) party.saidAtMs = nowMs;
    if (!closed) admit();
  }

  function isToRetell(): boolean {
    const unobserved = teller.unobserved();
    for (const { told } of parties.values()) if (told !== unobserved) return true;
    return false;
  }

  async function run(): Promise<void> {
    while (!closed) {
      const entries = await reader.read(nextBookmarkAtMs(), isToRetell);
      if (closed || entries === null) return;
      for (const entry of entries) {
        telling = true;
        reached = entry.position;
        await tellEntry(entry);
        if (closed) return;
        place = { position: entry.position, index: END };
        admit();
      }
      await retell();
      if (!closed) await tellQuiet();
    }
  }

  run().catch(end);

  return {
    join(position, member, scope, told = 0) {
      if (closed || position < reached) return false;
      if (position === reached && !telling) {
        carry(member, { scope, told });
        return true;
      }
      const others = waiting.get(position);
      if (others) others.set(member, { scope, told });
      else waiting.set(position, new Map([[member, { scope, told }]]));
      return true;
    },
    leave(member) {
      drop(member);
      for (const [position, members] of waiting) {
        if (members.delete(member) && members.size === 0) waiting.delete(position);
      }
      endIfEmpty();
    },
    close: () => end(),
  };
}

/** Those who were told the same so far and give the answers that were given, and the others. */
function divide(
  parties: readonly Party[],
  asked: Asked,
  told = parties[0]?.told,
): [alike: Party[], others: Party[]] {
  const [alike, others]: [Party[], Party[]] = [[], []];
  for (const party of parties)
    (party.told === told && asked.isLike(party.scope) ? alike : others).push(party);
  return [alike, others];
}
