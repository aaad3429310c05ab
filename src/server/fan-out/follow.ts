import type { ExecutionResult } from 'graphql';
import { furtherOf, type LogStream, type Place } from '../../pubsub/stream.ts';
import type { Seat } from './hub.ts';
import type { Sink, SinkOwner } from './sink.ts';

export interface Follower {
  /** What this subscriber is to be told by itself, and what its sink kept; null at the end. Waits while a group carries it. */
  next(): Promise<ExecutionResult | null>;
  close(): void;
}

export interface FollowArgs {
  stream: LogStream<unknown>;
  seat: Seat;
  answer(message: unknown): ExecutionResult | Promise<ExecutionResult>;
  sink(owner: SinkOwner): Sink;
}

/**
 * Takes a subscriber along the log: by itself until it has caught up, then with the group of those who are told the
 * same, and by itself again from just where it was when it becomes too slow for them.
 */
export const follow = (args: FollowArgs): Follower => new Following(args);

class Following implements Follower, SinkOwner {
  private readonly sink: Sink;
  private carried = false;
  private shares = true;
  private closed = false;
  private onWake = () => {};

  constructor(private readonly args: FollowArgs) {
    this.sink = args.sink(this);
  }

  wake(): void {
    this.onWake();
  }

  release(place: Place | null): void {
    const { took } = this.sink;
    this.carried = false;
    if (place) this.args.stream.seek(took ? furtherOf(took, place) : place);
    this.wake();
  }

  async next(): Promise<ExecutionResult | null> {
    const { sink } = this;
    while (!this.closed) {
      const room = sink.room();
      if (room) await room;
      if (this.closed) break;
      const kept = sink.shift();
      if (kept) return kept;
      if (this.carried) {
        await this.parked();
        continue;
      }
      const result = await this.nextOfStream();
      if (result !== undefined) return result;
    }
    return null;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.carried) this.args.seat.leave(this.sink);
    this.wake();
  }

  /** Null at the end; undefined where there is nothing to hand out, as it was sent or the log has no more. */
  private async nextOfStream(): Promise<ExecutionResult | null | undefined> {
    const told = await (this.shares ? this.nextInTurn() : this.nextAlone());
    if (told?.done) return null;
    if (told) return this.answer(told.value);
    if (!this.closed) this.join();
    return undefined;
  }

  private async answer(message: unknown): Promise<ExecutionResult | null | undefined> {
    const { sink, args } = this;
    const shared = await args.seat.answer(message);
    if (this.closed) return null;
    const result = shared ? sink.tell(shared) : sink.limit(await args.answer(message));
    if (result) return result;
    const flushed = sink.flushed();
    if (flushed) await flushed;
    return undefined;
  }

  private join(): void {
    const seated = this.args.seat.take(this.sink);
    this.carried = seated === 'taken';
    this.shares = seated !== 'alone';
    if (seated !== 'behind') this.sink.rest();
  }

  private parked(): Promise<void> {
    return new Promise((resolve) => {
      this.onWake = () => {
        this.onWake = () => {};
        resolve();
      };
    });
  }

  /** What is read of the log is held no longer than it takes to tell it. */
  private async nextInTurn() {
    const turn = this.sink.ready();
    if (turn) await turn;
    return this.closed ? null : this.args.stream.nextKnown();
  }

  /** What is waited for keeps nobody from their turn. */
  private async nextAlone() {
    this.sink.rest();
    const told = await this.args.stream.next();
    const turn = told.done ? null : this.sink.ready();
    if (turn) await turn;
    return told;
  }
}
