import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  channelCostPerHour,
  flowCostPerHour,
  isChannelCostComplete,
  listPrices,
  outputCostPerHour,
  runCost,
} from '../../src/domain/cost.ts';
import { builtInPresets } from '../../src/domain/presets.ts';

const preset = (videoBitrate: number, height: number, framesPerSecond: number) => {
  const [any] = builtInPresets;
  if (!any) throw new Error('There is no built-in preset.');
  return { ...any, videoBitrate, audioBitrate: 0, height, framesPerSecond };
};
const single = 'SINGLE_PIPELINE' as const;

describe('what a channel costs', () => {
  it.each([
    ['encodes 1080p30', { state: 'RUNNING', channelClass: single }, preset(0, 1080, 30), '0.5976'],
    ['encodes 1080p60', { state: 'RUNNING', channelClass: single }, preset(0, 1080, 60), '0.8082'],
    ['encodes SD', { state: 'RUNNING', channelClass: single }, preset(0, 480, 30), '0.3888'],
    ['has two pipelines', { state: 'RUNNING', channelClass: 'STANDARD' }, preset(0, 1080, 30), '0.9960'],
    ['sends 5 Mb/s', { state: 'RUNNING', channelClass: single }, preset(5_000_000, 1080, 30), '0.8001'],
    ['is starting', { state: 'STARTING', channelClass: single }, preset(0, 1080, 30), '0.5976'],
    ['has no known preset', { state: 'RUNNING', channelClass: single }, undefined, '0.5976'],
    ['stands idle with its input', { state: 'IDLE', channelClass: single }, preset(0, 1080, 30), '0.0200'],
    ['is deleted', { state: 'DELETED', channelClass: single }, preset(0, 1080, 30), '0.0000'],
  ] as const)('is, by AWS’s list prices, for one that %s', (_what, channel, of, cost) => {
    expect(channelCostPerHour(listPrices, channel, of)).toBe(cost);
  });

  it('follows from the rates of the installation', () => {
    const rates = { ...listPrices, inputHd: 0.1, outputHd: 0.2, singlePipelineShare: 0.5, idleChannel: 1 };
    const at = (state: 'RUNNING' | 'IDLE') =>
      channelCostPerHour(rates, { state, channelClass: single }, preset(0, 1080, 30));
    expect(at('RUNNING')).toBe('0.1500');
    expect(at('IDLE')).toBe('1.0100');
  });
});

it('is free to keep a flow in standby', () => {
  expect(flowCostPerHour(listPrices, { state: 'ACTIVE' })).toBe('0.1600');
  expect(flowCostPerHour(listPrices, { state: 'STANDBY' })).toBe('0.0000');
  expect(flowCostPerHour({ ...listPrices, flow: 0.12 }, { state: 'ACTIVE' })).toBe('0.1200');
});

it('counts what a flow output sends, where the bit rate is known', () => {
  expect(outputCostPerHour(listPrices, 8_000_000)).toBe('0.3240');
  expect(outputCostPerHour({ ...listPrices, egressPerGb: 0.05 }, 8_000_000)).toBe('0.1800');
  expect(outputCostPerHour(listPrices, null)).toBe('0.0000');
});

it('is complete only where every part has a known price', () => {
  const encodes = { state: 'RUNNING' } as const;
  expect(isChannelCostComplete(encodes, preset(0, 1080, 30))).toBe(true);
  expect(isChannelCostComplete(encodes)).toBe(false);
  expect(isChannelCostComplete({ state: 'IDLE' })).toBe(true);
});

describe('what a run costs', () => {
  it('is ten minutes at least, and then every minute begun', () => {
    const run = (seconds: number) => runCost(listPrices, '6.0000', 0, seconds * 1_000);
    expect([0, 1, 600, 601, 660, 3_600].map(run)).toEqual([
      '1.0000',
      '1.0000',
      '1.0000',
      '1.1000',
      '1.1000',
      '6.0000',
    ]);
  });

  it('never shrinks when it lasts longer', () => {
    fc.assert(
      fc.property(fc.nat(1e8), fc.nat(1e8), (ranMs, moreMs) => {
        const shorter = Number(runCost(listPrices, '0.8001', 0, ranMs));
        expect(Number(runCost(listPrices, '0.8001', 0, ranMs + moreMs))).toBeGreaterThanOrEqual(shorter);
      }),
    );
  });
});
