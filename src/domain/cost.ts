import type { ChannelClass, ChannelState, FlowState } from './aws.ts';
import type { Preset } from './records.ts';

/** What an installation pays, in US dollars. Every estimate of cost follows from these. */
export interface Rates {
  /** AVC HD input of 10–20 Mb/s, STANDARD class, per hour. */
  inputHd: number;
  /** AVC HD output of up to 30 fps and 10 Mb/s, STANDARD class, per hour. */
  outputHd: number;
  /** AVC SD output, STANDARD class, per hour. */
  outputSd: number;
  /** What SINGLE_PIPELINE costs of the STANDARD class. */
  singlePipelineShare: number;
  /** What an output above 30 fps costs, as a multiple of one below. */
  highFrameRateFactor: number;
  /** A stopped channel, and an idle push input, until deleted; per hour each. */
  idleChannel: number;
  idleInput: number;
  /** An ACTIVE flow, per hour. */
  flow: number;
  /** Transfer to the internet, per GB. */
  egressPerGb: number;
  /** Each run of a channel is charged for at least this long. */
  minimumRunMinutes: number;
}

/**
 * On-demand prices of us-east-1, from AWS's public pages and Solutions cost tables as read in November 2026.
 * Single-pipeline is taken as 60 % of standard; the 30–60 fps tier as 1.5 × the tier below (both inferred).
 * An installation that pays other prices sets its own.
 */
export const listPrices: Rates = {
  inputHd: 0.294,
  outputHd: 0.702,
  outputSd: 0.354,
  singlePipelineShare: 0.6,
  highFrameRateFactor: 1.5,
  idleChannel: 0.01,
  idleInput: 0.01,
  flow: 0.16,
  egressPerGb: 0.09,
  minimumRunMinutes: 10,
};

/** AWS charges for the encoding and not for standing by. */
export const isEncoding = (state: ChannelState): boolean =>
  state === 'STARTING' || state === 'RUNNING' || state === 'RECOVERING' || state === 'STOPPING';

/** Dollars an hour, four decimals. A channel whose preset is not known counts as one HD encode. */
export function channelCostPerHour(
  rates: Rates,
  channel: { state: ChannelState; channelClass: ChannelClass },
  preset?: Preset,
): string {
  if (channel.state === 'DELETED') return money(0);
  if (!isEncoding(channel.state)) return money(rates.idleChannel + rates.idleInput);
  const share = channel.channelClass === 'SINGLE_PIPELINE' ? rates.singlePipelineShare : 1;
  return money(
    (rates.inputHd + outputRate(rates, preset)) * share +
      egress(rates, preset?.videoBitrate, preset?.audioBitrate),
  );
}

function outputRate(rates: Rates, preset: Preset | undefined): number {
  if (!preset) return rates.outputHd;
  const base = preset.height < 720 ? rates.outputSd : rates.outputHd;
  return preset.framesPerSecond > 30 ? base * rates.highFrameRateFactor : base;
}

/** True if every part of the channel's cost has a known price: what it sends is known by its preset alone. */
export const isChannelCostComplete = (channel: { state: ChannelState }, preset?: Preset): boolean =>
  !isEncoding(channel.state) || preset !== undefined;

/** A flow costs while ACTIVE; STANDBY is free. */
export function flowCostPerHour(rates: Rates, flow: { state: FlowState }): string {
  return money(flow.state === 'ACTIVE' || flow.state === 'UPDATING' ? rates.flow : 0);
}

/** What a flow output that sends to the internet costs an hour; its bit rate is the source's. */
export function outputCostPerHour(rates: Rates, sourceBitrate: number | null): string {
  return money(egress(rates, sourceBitrate ?? undefined));
}

/** What one run cost: rounded up to the minute, ten minutes at least. */
export function runCost(rates: Rates, perHour: string, fromMs: number, toMs: number): string {
  const minutes = Math.max(rates.minimumRunMinutes, Math.ceil(Math.max(0, toMs - fromMs) / 60_000));
  return money((Number(perHour) * minutes) / 60);
}

function egress(rates: Rates, ...bitsPerSecond: (number | undefined)[]): number {
  const bits = bitsPerSecond.reduce<number>((sum, rate) => sum + (rate ?? 0), 0);
  return ((bits * 3600) / 8 / 1e9) * rates.egressPerGb;
}

export const money = (dollars: number): string => dollars.toFixed(4);
