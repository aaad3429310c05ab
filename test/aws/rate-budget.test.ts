import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priorityOf } from '../../src/aws/pace-calls.ts';
import {
  type CallPriority,
  callPriorities,
  createRateBudget,
  mediaConnectRates,
} from '../../src/aws/rate-budget.ts';
import { createManualClock, settled } from '../_kit/manual-clock.ts';

const rates = { perSecond: 10, burst: 5, alertsPerSecond: 2 };

interface Served {
  at: number;
  priority: CallPriority;
}

/** Whatever stretch of time is looked at, no more calls fall into it than it allows. */
function expectWithin(times: number[], perSecond: number, burst: number): void {
  for (let first = 0; first < times.length; first += 1) {
    for (let last = first; last < times.length; last += 1) {
      const seconds = ((times[last] ?? 0) - (times[first] ?? 0)) / 1000;
      expect(last - first + 1).toBeLessThanOrEqual(burst + seconds * perSecond + 1e-6);
    }
  }
}

describe('the rate budget', () => {
  it('is never exceeded, nor the part of it that alerts have, and serves everyone', async () => {
    const ask = fc.record({
      afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2_000 })),
      priority: fc.constantFrom(...callPriorities),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(ask, { maxLength: 60 }), async (asks) => {
        const clock = createManualClock();
        const budget = createRateBudget({ clock, ...rates });
        const served: Served[] = [];
        for (const { afterMs, priority } of asks) {
          await clock.run(afterMs);
          void budget.take(priority).then(() => served.push({ at: clock.now(), priority }));
          await settled();
        }
        await clock.run(60_000);
        expect(served).toHaveLength(asks.length);
        expect(budget.waiting()).toBe(0);
        expectWithin(
          served.map(({ at }) => at),
          rates.perSecond,
          rates.burst,
        );
        const alerts = served.filter(({ priority }) => priority === 'alert');
        expectWithin(
          alerts.map(({ at }) => at),
          rates.alertsPerSecond,
          1,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('lets an act pass the looks that wait already', async () => {
    const clock = createManualClock();
    const budget = createRateBudget({ clock, ...rates, burst: 1 });
    const order: string[] = [];
    const ask = (priority: CallPriority, name: string) =>
      void budget.take(priority).then(() => order.push(name));
    ask('look', 'first look');
    ask('look', 'second look');
    ask('act', 'act');
    await clock.run(1_000);
    expect(order).toEqual(['first look', 'act', 'second look']);
  });

  it('lets looks through even in a rush of acts', async () => {
    const clock = createManualClock();
    const budget = createRateBudget({ clock, ...rates });
    for (let act = 0; act < 200; act += 1) void budget.take('act');
    const seenAt: number[] = [];
    const since = clock.now();
    for (let look = 0; look < 4; look += 1)
      void budget.take('look').then(() => seenAt.push(clock.now() - since));
    await clock.run(3_000);
    expect(seenAt).toHaveLength(4);
    expect(budget.waiting()).toBeGreaterThan(100);
  });

  it('does not hold looks back while alerts wait for their own allowance', async () => {
    const clock = createManualClock();
    const budget = createRateBudget({ clock, ...rates });
    const order: CallPriority[] = [];
    for (const priority of ['alert', 'alert', 'look'] as const) {
      void budget.take(priority).then(() => order.push(priority));
    }
    await settled();
    expect(order).toEqual(['alert', 'look']);
    await clock.run(500);
    expect(order).toEqual(['alert', 'look', 'alert']);
  });

  it.each([7_200_000, -7_200_000])('keeps its pace when the clock is set by %i ms', async (ms) => {
    const clock = createManualClock();
    const budget = createRateBudget({ clock, ...rates });
    for (let call = 0; call < rates.burst; call += 1) await budget.take('look');
    clock.step(ms);
    let early = false;
    void budget.take('look').then(() => {
      early = true;
    });
    await settled();
    expect(early).toBe(false);
    await clock.run(100);
    let served = false;
    void budget.take('act').then(() => {
      served = true;
    });
    await clock.run(100);
    expect(served).toBe(true);
  });

  it('uses its whole rate when much is to do', async () => {
    const clock = createManualClock();
    const budget = createRateBudget({ clock, ...rates });
    let served = 0;
    for (let call = 0; call < 200; call += 1) {
      void budget.take('look').then(() => {
        served += 1;
      });
    }
    await clock.run(10_000);
    expect(served).toBe(rates.burst + 10 * rates.perSecond);
  });
});

describe('the rates of MediaConnect', () => {
  it('stay within what AWS publishes, bucket by bucket', async () => {
    const clock = createManualClock();
    const budget = createRateBudget({ clock, ...mediaConnectRates });
    const served: Record<'AddFlowOutputs' | 'DescribeFlow', number[]> = {
      AddFlowOutputs: [],
      DescribeFlow: [],
    };
    for (const operation of ['AddFlowOutputs', 'DescribeFlow'] as const) {
      for (let n = 0; n < 200; n += 1) {
        void budget.take(priorityOf(operation), operation).then(() => served[operation].push(clock.now()));
      }
    }
    await clock.run(120_000);
    expect(budget.waiting()).toBe(0);
    expectWithin(served.AddFlowOutputs, 5, 30);
    expectWithin(served.DescribeFlow, 30, 30);
    expect(served.DescribeFlow.at(-1)).toBeLessThan(served.AddFlowOutputs.at(-1) ?? 0);
  });

  it('let nobody who describes wait for the acts before', async () => {
    const clock = createManualClock();
    const budget = createRateBudget({ clock, ...mediaConnectRates });
    for (let n = 0; n < 100; n += 1) void budget.take('act', 'UpdateFlowOutput');
    let described = false;
    void budget.take('look', 'DescribeFlow').then(() => {
      described = true;
    });
    await settled();
    expect(described).toBe(true);
  });
});
