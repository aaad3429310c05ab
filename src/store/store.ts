import type { Decide } from '../domain/decision.ts';
import type { Entry, PlacedEvent } from '../domain/log.ts';
import type { Session } from '../domain/records.ts';
import type { State } from '../domain/state.ts';
import type { LeaseItem } from './lease-item.ts';
import type { LogClock } from './log-clock.ts';
import type { ReadPass } from './read-gate.ts';
import type { SecretItems } from './secret-items.ts';

/**
 * The one ordered, durable log and the state folded from it. Whoever changes a record goes through `change`, so no
 * caller can forget to publish.
 */
export interface Store {
  /** The installation's time, which every process of it keeps in step with the log. */
  readonly clock: LogClock;
  /** Random per table: a restore, a reset or another installation has another. Part of every cursor. */
  readonly incarnation: string;
  /** Named in every AWS resource and tag. Lives in the table. */
  readonly installationId: string;
  /** The state at the position this process has folded to. Reads never wait. */
  readonly state: State;
  /** Entries at or below this position are no longer kept. */
  readonly floor: number;

  /**
   * Decides, appends and folds as one: when it resolves, the change is durable and `state` shows it. `decide` may run
   * again after a lost race. A decision without changes and events appends nothing; it, and a refusal, is answered only
   * of a state that was checked against the table since it was asked for.
   * @throws what `decide` throws; UnavailableError when the table cannot be reached.
   */
  change<R>(decide: Decide<R>): Promise<R>;

  /** Reads the table once for entries of other processes and folds them. */
  catchUp(): Promise<void>;

  /**
   * Why the table cannot be used any more, what was wrong with its last answer, and when it last showed this log
   * (monotonic, of this process). Null where nothing is known to be.
   */
  health(): { lost: string | null; failure: string | null; confirmedAtMs: number };

  /**
   * Calls `listener` synchronously with every entry as it is folded, in order, whoever appended it. Must not throw.
   * Returns the way to stop.
   */
  onEntry(listener: (entry: Entry) => void): () => void;

  /**
   * Kept entries after `position`, oldest first, at most `limit`; from memory where they are still there, else from
   * the table, where readers take turns by `reader`. Only positions up to the folded one.
   * @throws OutdatedCursorError when `position` is below the floor.
   */
  entriesAfter(position: number, limit: number, reader?: string): Promise<readonly Entry[]>;

  /** History as one reader sees it, whose reads of the table all need its pass; without one they are not bounded. */
  historyFor(pass?: ReadPass): History;

  /** Sealed texts kept beside the log. */
  readonly secretItems: SecretItems;

  /** The storage format that is written now. */
  format(): number;

  /** Which process may lead. */
  readonly lease: LeaseItem;

  /** Forwards rows and history up to the folded position, then trims the log to the number of entries kept. Leader only. */
  checkpoint(): Promise<void>;

  /** Tells the other processes that this one runs; as the leader, answers a request to raise the storage format. */
  heartbeat(leads: boolean): Promise<void>;

  /** Tells the other processes that this one has ended. */
  leave(): Promise<void>;

  close(): Promise<void>;
}

/** What is kept for people beyond the state, with its own retention. Reads merge what is not forwarded yet. */
export interface History {
  /** Events by place, newest first (or oldest first), strictly beyond `from` in that direction. */
  events(args: EventsArgs): Promise<PlacedEvent[]>;
  /** The event at each place, null where there is none: one batched read for all of them. */
  eventsAt(places: readonly EventPlace[]): Promise<(PlacedEvent | null)[]>;
  /** The newest events of each subject, newest first: one batched read for all of them. */
  latestEventsOf(subjectIds: readonly string[], first: number): Promise<PlacedEvent[][]>;
  /** Ended sessions by start, newest first. */
  sessions(args: SessionsArgs): Promise<Session[]>;
  /** The ended session with each id, null where there is none: one batched read for all of them. */
  sessionsById(ids: readonly string[]): Promise<(Session | null)[]>;
}

export type EventPlace = Pick<PlacedEvent, 'position' | 'index'>;

export interface EventsArgs {
  subjectId?: string;
  from?: EventPlace;
  newestFirst: boolean;
  limit: number;
}

export interface SessionsArgs {
  destinationId?: string;
  /** Those started before this instant and id, for paging. */
  before?: { startedAt: string; id: string };
  limit: number;
}
