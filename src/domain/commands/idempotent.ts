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
/** They stand in the order of their times, all but those used again. */
const lookedAtOnce = 100;

export interface IdempotencyKey {
  /** Names the key within (token, operation). */
  id: string;
  /** HMAC of the input. */
  inputHash: string;
  /** Key of the token that uses it. Left out: it is counted for none. */
  owner?: string;
  /** Keys that the owner may have remembered at once. */
  ownerKeysAtMost?: number;
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
    const cleared = key ? clearExpired(state, key, now) : [];
    if (key) checkKeysLeft(state, key, cleared);
    const { changes, events, value, warnings = [] } = decide(state, now);
    const result = resultOf(value);
    if (!key) return { changes, events, value: { result, value, warnings } };
    const { ownerKeysAtMost: _, ...named } = key;
    const replay: Replay = {
      ...named,
      result,
      ...(warnings.length > 0 && { warnings }),
      at: now,
      expiresAt: new Date(Date.parse(now) + replayedForMs).toISOString(),
    };
    return {
      changes: [...changes, put(state, 'replay', replay), ...cleared],
      events,
      value: { result, value, warnings },
    };
  };

/** @throws Refusal TOO_MANY when the token has as many keys remembered as it may. */
function checkKeysLeft(state: State, key: IdempotencyKey, cleared: readonly ChangeOf<'replay'>[]): void {
  const { owner, ownerKeysAtMost = Number.POSITIVE_INFINITY } = key;
  if (owner === undefined || state.get('replay', key.id)) return;
  const freed = cleared.filter(({ id }) => state.get('replay', id)?.owner === owner).length;
  if (state.count('replay', 'owner', owner) - freed < ownerKeysAtMost) return;
  throw refuse(
    'TOO_MANY',
    `This token used ${ownerKeysAtMost} keys in the last 24 hours, as many as are remembered. Leave the key out.`,
    'idempotencyKey',
  );
}

/** Keys past their time: of the owner first, whose count they hold up, then of anybody. */
function clearExpired(state: State, key: IdempotencyKey, now: string): ChangeOf<'replay'>[] {
  const cleared = new Map<string, ChangeOf<'replay'>>();
  const own = key.owner === undefined ? [] : state.where('replay', 'owner', key.owner);
  for (const replays of [own, state.all('replay')]) {
    let looked = 0;
    for (const replay of replays) {
      const isOver = replay.expiresAt <= now && replay.id !== key.id;
      if (isOver) cleared.set(replay.id, remove(state, 'replay', replay));
      looked += 1;
      if (cleared.size >= clearedAtOnce || looked >= lookedAtOnce) break;
    }
  }
  return [...cleared.values()];
}
