import { instant } from '../clock.ts';
import type { Decide } from '../domain/decision.ts';
import { isDoubtful, isOutdated, type Look, mayBeBehind } from '../domain/observe-belief.ts';
import type { Absences } from './absences.ts';
import type { PollerDeps } from './poller-deps.ts';

/** How many are asked after in one look; the others wait for the next. */
const askedAtMost = 10;

export interface AskAfterArgs<S> {
  type: 'channel' | 'input';
  /** What the List showed. */
  listed: readonly S[];
  lookAt(type: 'channel' | 'input', thing: { id: string }): Look;
  decision(id: string, seen: S | null, look: Look): Decide<void>;
  describe(id: string): Promise<S | null>;
}

export interface AskedAfter {
  decisions: Decide<void>[];
  /** False where something that the List left out is not known to be there or gone. */
  whole: boolean;
}

/**
 * Asks after what a List left out, those asked longest ago first, and what it shows otherwise soon after an act of ours:
 * the List may lag or lack a part. One that cannot be asked after stays as it is.
 */
export async function askAfter<S extends { id: string; state: string }>(
  { store, clock, log }: Pick<PollerDeps, 'store' | 'clock' | 'log'>,
  absences: Absences,
  { type, listed, lookAt, decision, describe }: AskAfterArgs<S>,
): Promise<AskedAfter> {
  const keyOf = ({ id }: { id: string }) => `${type}:${id}`;
  const present = new Set(listed.map(({ id }) => id));
  const missing = [...store.state.all(type)]
    .filter((known) => {
      const look = lookAt(type, known);
      return (
        !present.has(known.id) && decision(known.id, null, look)(store.state, look.endedAt).changes.length > 0
      );
    })
    .sort((a, b) => absences.askedAtMs(keyOf(a)) - absences.askedAtMs(keyOf(b)));
  absences.keepOnly(`${type}:`, new Set(missing.map(keyOf)));
  const doubtful = listed.filter((shown) => {
    const known = store.state.get(type, shown.id);
    return isDoubtful(known?.acted, lookAt(type, shown), mayBeBehind(known, shown.state));
  });
  const left = new Set(missing.map(({ id }) => id));

  const decisions = await Promise.all(
    [...doubtful, ...missing].slice(0, askedAtMost).map(async ({ id }) => {
      const startedAt = instant(clock.now());
      const startedMs = clock.monotonicMs();
      const { position } = store.state;
      try {
        const seen = await describe(id);
        const look: Look = { startedAt, endedAt: instant(clock.now()), position, exact: true };
        const acted = store.state.get(type, id)?.acted;
        const gone =
          !seen && !isOutdated(acted, look) && absences.agrees(keyOf({ id }), startedMs, acted?.position);
        if (!seen && !gone) return [];
        left.delete(id);
        if (seen) absences.found(keyOf({ id }));
        // A tombstone is no absence: AWS says what became of it.
        return [decision(id, seen?.state === 'DELETED' ? null : seen, look)];
      } catch (error) {
        log.warn({ err: error, type, id }, 'could not ask after what a list left out');
        return [];
      }
    }),
  );
  if (left.size > askedAtMost) log.warn({ type, left: left.size }, 'list leaves out what is there');
  return { decisions: decisions.flat(), whole: left.size === 0 };
}
