/** One call of ListAlerts in so long, whatever runs: two a second. */
export const alertSlotMs = 500;

/** How often alerts are read. */
export interface AlertPace {
  /** Between two calls. */
  slotMs: number;
  /** Between two calls for one channel. */
  restMs: number;
  /** Between two tries to find something on air. */
  idleMs: number;
}

/** `timeScale` spaces the calls for one channel, as it does looks; `slotScale` all of them. */
export function alertPace(timeScale: number, slotScale = 1): AlertPace {
  const slotMs = alertSlotMs * slotScale;
  return { slotMs, restMs: Math.max(slotMs, 2_000 * timeScale), idleMs: 2_000 * slotScale };
}

/** What the rotation knows of a channel on air. Instants in ms. */
export interface AlertTurn {
  id: string;
  /** Alerts were read in this run of the channel. */
  read: boolean;
  /** When last tried; null: never. */
  triedAt: number | null;
  /** It had alerts of late. */
  alarmed: boolean;
  /** An event told of an alert since it was last tried. */
  hinted: boolean;
}

/**
 * Whose alerts to read in this slot. Even slots go to one that an event told of, then to the just started, then to the
 * alarmed; odd ones always to the one read longest ago, so that no trouble elsewhere makes the others wait for ever.
 */
export function pickAlerts(
  turns: readonly AlertTurn[],
  slot: number,
  now: number,
  restMs: number,
): AlertTurn | null {
  const due = turns
    .filter(({ triedAt, hinted }) => hinted || triedAt === null || now - triedAt >= restMs)
    .sort((a, b) => (a.triedAt ?? 0) - (b.triedAt ?? 0));
  const first = (wanted: (turn: AlertTurn) => boolean) => due.find(wanted) ?? null;
  const urgent =
    first(({ hinted }) => hinted) ?? first(({ read }) => !read) ?? first(({ alarmed }) => alarmed);
  const oldest = first(({ read }) => read);
  return slot % 2 === 0 ? (urgent ?? oldest) : (oldest ?? urgent);
}

/** How old a channel's alerts can get while AWS answers, with so many channels on air. */
export const alertsAgeBoundMs = (onAir: number, { restMs, slotMs }: AlertPace): number =>
  restMs + 2 * onAir * slotMs;

/** How old they may get before they count as unread, and delivery as unknown. */
export const alertsExpireMs = (onAir: number, pace: AlertPace): number =>
  alertsAgeBoundMs(onAir, pace) + 30_000;
