import type { CallsResult } from './aws-calls/measure-calls.ts';
import { type FanoutResult, sizes } from './fanout/measure-fanout.ts';
import { ratio } from './fanout/ratio.ts';
import { rounded } from './figures.ts';
import type { AppendsResult } from './log-appends.ts';
import { editsTable } from './log-edits/edits-figures.ts';
import type { EditsResult } from './log-edits/measure-edits.ts';
import { median } from './median.ts';
import type { ListResult } from './queries/measure-list.ts';
import { toTable } from './to-table.ts';

interface Measured {
  machine: readonly string[];
  json: Record<string, number>;
  fanout: FanoutResult;
  list: ListResult;
  appends: AppendsResult;
  edits: EditsResult;
  calls: readonly CallsResult[];
}

const title = {
  raw: 'raw ws.send(string)',
  lunora: 'Lunora',
  lunoraSend: 'Lunora by the public ws.send',
  yoga: 'Yoga + graphql-ws',
  groups100: 'Lunora, 100 scopes',
  ownScope: 'Lunora, own scope each',
} as const;

const number = (value: number) => rounded(value).toLocaleString('en');

/** What the figures of the list were made of. */
export const listTable = ({ perSecond, answerBytes }: ListResult): string =>
  [
    `List of 50 destinations, ${number(answerBytes)} bytes, answers per second of one core`,
    '',
    toTable(
      ['', 'answers/s'],
      [...perSecond].map(([name, each]) => [name, number(median(each))]),
    ),
  ].join('\n');

/** What the figures of the fan-out were made of. */
export function fanoutTable({ taken, stallMs, rounds, messageBytes }: FanoutResult): string {
  const windows = Object.entries(title).map(([name, shown]) => [
    shown,
    ...sizes.map((size) => {
      const each = taken.get(`${size} ${name}`);
      if (!each) return '';
      const cpuUs = median(each.map((one) => one.cpuUs));
      return `${number(cpuUs)} µs · ${number(median(each.map(({ p99Ms }) => p99Ms)))} ms`;
    }),
  ]);
  const sent = (over: string, under: string) =>
    sizes.map((size) => number(ratio(taken, 'cpuUs', `${size} ${over}`, `${size} ${under}`))).join(' / ');
  return [
    `Fan-out: server CPU per delivered message · p99 (medians of ${rounds} rounds; ${messageBytes} bytes a message)`,
    '',
    toTable(['', ...sizes.map((size) => `${number(size)} subscribers`)], windows),
    '',
    `By the public ws.send, CPU over raw: ${sent('lunoraSend', 'raw')}; Yoga over that: ${sent('yoga', 'lunoraSend')}`,
    `Longest stall from one event at 5,000: ${[...stallMs].map(([name, ms]) => `${name} ${number(ms)} ms`).join(', ')}`,
  ].join('\n');
}

/** The run as Markdown for people: the figures, then what they were made of. */
export function report({ machine, json, fanout, list, appends, edits, calls }: Measured): string {
  const figures = Object.entries(json).map(([key, value]) => [`\`${key}\``, number(value)]);
  const looks = calls.map(({ destinations, flows, settled, settledUnheard, moving }) =>
    [destinations, flows, settled, settledUnheard, moving].map(number),
  );
  return [
    ...machine.map((line) => `- ${line}`),
    '',
    toTable(['figure', 'value'], figures),
    '',
    fanoutTable(fanout),
    '',
    listTable(list),
    '',
    'Calls to MediaLive and MediaConnect per minute',
    '',
    toTable(['destinations', 'flows', 'settled', 'settled, no events heard', 'moving'], looks),
    '',
    `Appends: ${number(appends.perSecond)} entries/s one by one, ${number(appends.groupedPerSecond)} changes/s in groups.`,
    '',
    editsTable(edits),
  ].join('\n');
}
