import type { Figures } from '../figures.ts';
import { median } from '../median.ts';
import { type FanoutResult, sizes, type Taken } from './measure-fanout.ts';

/** The ratios of each round, and the median of these. */
export function fanoutFigures({ taken, heapKbPerConn, stallMs }: FanoutResult): Figures {
  const ratio = (over: string, under: string, of: keyof Taken): number => {
    const [upper = [], lower = []] = [taken.get(over), taken.get(under)];
    return median(upper.map((each, round) => each[of] / (lower[round]?.[of] ?? Number.NaN)));
  };
  const figures: Figures = new Map();
  for (const size of sizes) {
    figures.set(`fanout.cpuVsRaw.${size}`, ratio(`${size} lunora`, `${size} raw`, 'cpuUs'));
    figures.set(`fanout.cpuVsYoga.${size}`, ratio(`${size} yoga`, `${size} lunora`, 'cpuUs'));
    figures.set(`fanout.p99VsRaw.${size}`, ratio(`${size} lunora`, `${size} raw`, 'p99Ms'));
  }
  figures.set('fanout.groups100.cpuVsRaw.1000', ratio('1000 groups100', '1000 raw', 'cpuUs'));
  figures.set('fanout.ownScope.cpuVsRaw.1000', ratio('1000 ownScope', '1000 raw', 'cpuUs'));
  figures.set('fanout.heapKbPerConn.5000', heapKbPerConn);
  figures.set('fanout.maxStallMs.5000', stallMs.get('lunora') ?? Number.NaN);
  return figures;
}
