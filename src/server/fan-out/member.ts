import type { Place } from '../../pubsub/stream.ts';
import type { Scope } from './asked.ts';
import type { SharedMessage } from './shared-message.ts';

/** Somebody whom a group carries along the log. */
export interface Member {
  /** False: it takes nothing more, and is let go. What it takes tells it everything up to `at`. */
  take(message: SharedMessage, at: Place): boolean;
  /** It is carried no more. It has everything up to `place`, and what it took; null: what it had when it came. */
  release(place: Place | null): void;
}

/** What decides the cohort of a member. */
export interface Standing {
  scope: Scope;
  /** What was told last of `Teller.unobserved`. */
  told: number;
}
