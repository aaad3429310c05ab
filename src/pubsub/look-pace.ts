import { listedPerPage } from '../aws/media-live.ts';
import { observedEveryMs } from '../domain/observe-eye.ts';
import { alertSlotMs } from './pick-alerts.ts';

/** Time between looks: while something moves, and when all is settled, without events and with them. */
export const lookEveryMs = { moving: 2_000, settled: 15_000, settledHearing: 60_000 } as const;

/** No look comes sooner after another than this, whatever the time scale. */
export const lookFloorMs = 50;

/** The longest time between two looks that are recorded, for looks that change nothing are not always. */
export function recordedEveryMs(timeScale: number): number {
  const everyMs = Math.max(lookFloorMs, lookEveryMs.settledHearing * timeScale);
  return Math.ceil(observedEveryMs / everyMs) * everyMs;
}

/** Hints ask for looks no closer together than this, however many come. */
export const hintRestMs = 1_000;

/** A List may lag behind the event that told of a change: for so long after one, looks come as if something moved. */
export const attentiveMs = 10_000;

/**
 * Calls a minute that looking at a settled system takes: pages and flows, and the budget of alerts at most. The number
 * of destinations is not in it but for the pages their channels and inputs fill.
 */
export function settledCallsPerMinute(system: {
  channels: number;
  inputs: number;
  activeFlows: number;
  hears: boolean;
}): { looks: number; alertsAtMost: number } {
  const pages = (count: number) => Math.max(1, Math.ceil(count / listedPerPage));
  const each = pages(system.channels) + pages(system.inputs) + 2 * system.activeFlows;
  const everyMs = system.hears ? lookEveryMs.settledHearing : lookEveryMs.settled;
  return { looks: (each * 60_000) / everyMs, alertsAtMost: 60_000 / alertSlotMs };
}
