import type { ExecutionResult } from 'graphql';
import { furtherOf, type LogStream, type Place } from '../../pubsub/stream.ts';
import type { Member } from './group.ts';
import type { Seat } from './hub.ts';
import type { Sink } from './sink.ts';

export interface Follower {
  /** What this subscriber is to be told by itself, and what its sink kept; null at the end. Waits while a group carries it. */
  next(): Promise<ExecutionResult | null>;
  close(): void;
}

export interface FollowArgs {
  stream: LogStream<unknown>;
  seat: Seat;
  answer(message: unknown): ExecutionResult | Promise<ExecutionResult>;
  /** Made with what to call when it has something to hand out. */
  sink(onMessage: () => void): Sink;
}

/**
 * Takes a subscriber along the log: by itself until it has caught up, then with the group of those who are told the
 * same, and by itself again from just where it was when it becomes too slow for them.
 */
export function follow({ stream, seat, answer, ...args }: FollowArgs): Follower {
  let carried = false;
  let shares = true;
  let closed = false;
  let wake = () => {};
  const sink = args.sink(() => wake());

  /** Since a group carries it. */
  let took: Place | null = null;

  const member: Member = {
    take(message, at) {
      if (!sink.write(message)) return false;
      took = at;
      return true;
    },
    release(place) {
      carried = false;
      if (place) stream.seek(took ? furtherOf(took, place) : place);
      wake();
    },
  };

  function parked(): Promise<void> {
    return new Promise((resolve) => {
      wake = () => {
        wake = () => {};
        resolve();
      };
    });
  }

  /** What is read of the log is held no longer than it takes to tell it. */
  async function nextInTurn() {
    const turn = sink.ready();
    if (turn) await turn;
    return closed ? null : stream.nextKnown();
  }

  /** What is waited for keeps nobody from their turn. */
  async function nextAlone() {
    sink.rest();
    const told = await stream.next();
    const turn = told.done ? null : sink.ready();
    if (turn) await turn;
    return told;
  }

  async function next(): Promise<ExecutionResult | null> {
    while (!closed) {
      const room = sink.room();
      if (room) await room;
      if (closed) break;
      const kept = sink.shift();
      if (kept) return kept;
      if (carried) {
        await parked();
        continue;
      }
      const told = await (shares ? nextInTurn() : nextAlone());
      if (told) return told.done ? null : sink.limit(await answer(told.value));
      if (closed) break;
      took = null;
      const seated = seat.take(member);
      carried = seated === 'taken';
      shares = seated !== 'alone';
      if (seated !== 'behind') sink.rest();
    }
    return null;
  }

  return {
    next,
    close() {
      if (closed) return;
      closed = true;
      if (carried) seat.leave(member);
      wake();
    },
  };
}
