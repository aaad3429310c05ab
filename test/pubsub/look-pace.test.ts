import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { heardExpiresMs } from '../../src/domain/heard.ts';
import { attentiveMs, hintRestMs, lookEveryMs, settledCallsPerMinute } from '../../src/pubsub/look-pace.ts';
import { alertPace, alertSlotMs, alertsAgeBoundMs, alertsExpireMs } from '../../src/pubsub/pick-alerts.ts';

const page = readFileSync(new URL('../../docs/observing-aws.md', import.meta.url), 'utf8');

it('says in its documentation how many calls a settled system takes', () => {
  const rows = [...page.matchAll(/^\| ([\d,]+) \| (\d+) \| ([\d,]+) \| (\d+) \| (\d+) \| (\d+) \|$/gm)].map(
    ([, ...cells]) => cells.map((cell) => Number(cell.replace(',', ''))),
  );
  expect(rows.map(([destinations]) => destinations)).toEqual([10, 100, 1_000]);
  for (const [destinations = 0, activeFlows = 0, channels, silent, hearing, alerts] of rows) {
    // One channel and input for each, and the primary ones.
    expect(channels).toBe(destinations + 1);
    const system = { channels: destinations + 1, inputs: destinations + 1, activeFlows };
    const without = settledCallsPerMinute({ ...system, hears: false });
    const withEvents = settledCallsPerMinute({ ...system, hears: true });
    expect([without.looks, withEvents.looks]).toEqual([silent, hearing]);
    expect([without.alertsAtMost, withEvents.alertsAtMost]).toEqual([alerts, alerts]);
  }
});

it('depends on flows and pages, not on destinations', () => {
  const calls = (channels: number) =>
    settledCallsPerMinute({ channels, inputs: channels, activeFlows: 1, hears: true }).looks;
  expect(calls(1_000)).toBe(calls(1));
});

it('documents the times it keeps', () => {
  expect(lookEveryMs).toEqual({ moving: 2_000, settled: 15_000, settledHearing: 60_000 });
  expect([hintRestMs, attentiveMs, alertSlotMs, heardExpiresMs]).toEqual([1_000, 10_000, 500, 300_000]);
  expect(page).toContain('`2 s + 1 s × channels on air` (52 s with 50)');
  expect(alertsAgeBoundMs(50, alertPace(1))).toBe(52_000);
  expect(alertsExpireMs(50, alertPace(1))).toBe(52_000 + 30_000);
});

it('spaces the alerts of one channel as looks, and keeps to the budget of all whatever the scale', () => {
  expect(alertPace(1)).toEqual({ slotMs: 500, restMs: 2_000, idleMs: 2_000 });
  expect(alertPace(100)).toEqual({ slotMs: 500, restMs: 200_000, idleMs: 2_000 });
  expect(alertPace(0.05)).toEqual({ slotMs: 500, restMs: 500, idleMs: 2_000 });
  expect(alertPace(10, 10)).toEqual({ slotMs: 5_000, restMs: 20_000, idleMs: 20_000 });
});
