import type { Clock } from '../clock.ts';
import type { Fold } from './fold.ts';
import { headKey } from './keys.ts';
import type { LogClock } from './log-clock.ts';
import type { StoredEntry } from './stored-entry.ts';
import type { Table } from './table.ts';
import { UnavailableError } from './unavailable-error.ts';

export interface AppendDeps {
  table: Table;
  clock: LogClock;
  fold: Fold;
}

const maxTries = 6;
const firstPauseMs = 50;
const giveUpAfterMs = 15_000;

/**
 * Puts `entry` after the newest one, which is copied by now, once, and folds it. False when others took the place first; then theirs are folded.
 * Where an answer is missing, the same entry is sent again on the same condition until it is known what stands in its
 * place: so it is neither lost nor doubled, however late an answer or the deed itself.
 * @throws UnavailableError when that could not be found out. It may stand there, or come to.
 */
export async function append({ table, clock, fold }: AppendDeps, entry: StoredEntry): Promise<boolean> {
  const { position, writerId, nonce, text } = entry;
  const startedAt = clock.monotonicMs();
  let failure: unknown = null;
  for (let tries = 0; tries < maxTries && clock.monotonicMs() - startedAt < giveUpAfterMs; tries += 1) {
    if (failure !== null) await pause(clock, firstPauseMs * 2 ** (tries - 1));
    try {
      const set = { position, writerId, nonce, entry: text };
      const format = fold.format > 1 ? { format: fold.format } : {};
      const free = { position: position - 1, incarnation: fold.incarnation, ...format };
      if (await table.update(headKey, set, { is: 'equal', to: free })) {
        fold.add(entry);
        return true;
      }
      await fold.catchUp();
      failure = null;
    } catch (error) {
      failure = error;
      if (!(await caughtUp(fold))) continue;
    }
    if (fold.position < position) continue;
    const stands = fold.stands(entry);
    if (stands !== null) return stands;
    break;
  }
  throw new UnavailableError(undefined, failure);
}

async function caughtUp(fold: Fold): Promise<boolean> {
  try {
    await fold.catchUp();
    return true;
  } catch {
    return false;
  }
}

const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => clock.after(ms, () => resolve()));
