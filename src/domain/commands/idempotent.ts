import { put, remove } from '../change.ts';
import type { Decide } from '../decision.ts';
import type { ChangeOf } from '../log.ts';
import type { Replay } from '../records.ts';
import type { State } from '../state.ts';
import type { Warning } from '../warning.ts';
import { refuse } from './refuse.ts';

/** How long a key answers with its first success. */
export const replayedForMs = 24 * 3_600_000;

/** How many keys that are past their time one decision clears away. */
const clearedAtOnce = 20;

export interface IdempotencyKey {
  /** Names the key within (token, operation). */
  id: string;
  /** HMAC of the input. */
  inputHash: string;
}

/** What a decision came to: `result` is what is remembered, `value` null when this is a repetition. */
export interface Replayable<R, V> {
  result: R;
  value: V | null;
  /** Those of the first success. */
  warnings: readonly Warning[];
}

/**
 * Lets a decision happen once per key: a repetition within 24 hours is answered with what is remembered of the first
 * success. The key is kept in the same entry as the effect. Refusals are not remembered.
 * @throws Refusal IDEMPOTENCY_CONFLICT when the key came with another input before.
 */
export const idempotent =
  <R, V>(
    key: IdempotencyKey | null,
    decide: Decide<V>,
    resultOf: (value: V) => R,
  ): Decide<Replayable<R, V>> =>
  (state, now) => {
    const known = key && state.get('replay', key.id);
    if (known && known.expiresAt > now) {
      if (known.inputHash !== key.inputHash) {
        throw refuse(
          'IDEMPOTENCY_CONFLICT',
          'This key was used with another input in the last 24 hours.',
          'idempotencyKey',
        );
      }
      return {
        changes: [],
        events: [],
        value: { result: known.result as R, value: null, warnings: known.warnings ?? [] },
      };
    }
    const { changes, events, value, warnings = [] } = decide(state, now);
    const result = resultOf(value);
    if (!key) return { changes, events, value: { result, value, warnings } };
    const replay: Replay = {
      ...key,
      result,
      ...(warnings.length > 0 && { warnings }),
      at: now,
      expiresAt: new Date(Date.parse(now) + replayedForMs).toISOString(),
    };
    return {
      changes: [...changes, put(state, 'replay', replay), ...clearExpired(state, key.id, now)],
      events,
      value: { result, value, warnings },
    };
  };

function clearExpired(state: State, except: string, now: string): ChangeOf<'replay'>[] {
  const cleared: ChangeOf<'replay'>[] = [];
  for (const replay of state.all('replay')) {
    if (replay.expiresAt <= now && replay.id !== except) cleared.push(remove(state, 'replay', replay));
    if (cleared.length === clearedAtOnce) break;
  }
  return cleared;
}
