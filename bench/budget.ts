/** Keeps the whole within its time: each part has a share, and takes no further round when that is used up. */
export interface Budget {
  /** Whether `part` may take another round after `rounds`. The first is always taken. */
  allows(part: string, rounds: number): boolean;
}

/** `sharesMs` by part; a part that is not named has no bound. */
export function createBudget(sharesMs: Readonly<Record<string, number>>): Budget {
  const startedAt = new Map<string, number>();
  return {
    allows(part, rounds) {
      const now = performance.now();
      const start = startedAt.get(part) ?? now;
      startedAt.set(part, start);
      const share = sharesMs[part] ?? Number.POSITIVE_INFINITY;
      if (rounds === 0) return true;
      const perRound = (now - start) / rounds;
      return now - start + perRound <= share;
    },
  };
}
