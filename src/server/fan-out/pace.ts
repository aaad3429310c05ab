/** Keeps the work of one event from stalling everything else: so much at a stretch, then others have their turn. */
export interface Pace {
  /** Null when so much may be done now, else what to wait for first. */
  take(cost: number): Promise<void> | null;
}

/** Deliveries to one subscriber that may be made at a stretch; about 6 ms. */
const sliceSize = 500;

export function createPace(perSlice = sliceSize): Pace {
  const waiting: { cost: number; go(): void }[] = [];
  let left = perSlice;
  let scheduled = false;

  function turn(): void {
    left = perSlice;
    scheduled = false;
    while (left > 0) {
      const next = waiting.shift();
      if (!next) break;
      left -= next.cost;
      next.go();
    }
    // Who was let go does its work in this round.
    if (left < perSlice) schedule(turn);
  }

  /** What was done at once had this round of the event loop: whoever waits has the next. */
  const firstTurn = () => (waiting.length > 0 ? setImmediate(turn) : turn());

  function schedule(then: () => void): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(then);
  }

  return {
    take(cost) {
      schedule(firstTurn);
      if (waiting.length === 0 && left > 0) {
        left -= cost;
        return null;
      }
      return new Promise((go) => waiting.push({ cost, go }));
    },
  };
}
