import type { EventKind, LogEvent } from './log.ts';

/** The kinds that callers are shown. What tells of a denial is stored as SYSTEM, which older versions can read. */
export type ShownEventKind = EventKind | 'SIGN_IN_FAILED' | 'ACCESS_DENIED';

const signInFailures: ReadonlySet<string> = new Set([
  'NO_TOKEN',
  'UNKNOWN_TOKEN',
  'EXPIRED_TOKEN',
  'REVOKED_TOKEN',
  'TOO_MANY_SIGN_INS',
]);

/** Returns the kind of an event that callers are shown. */
export function shownKind({ kind, denial }: Pick<LogEvent, 'kind' | 'denial'>): ShownEventKind {
  if (!denial) return kind;
  return signInFailures.has(denial.reason) ? 'SIGN_IN_FAILED' : 'ACCESS_DENIED';
}
