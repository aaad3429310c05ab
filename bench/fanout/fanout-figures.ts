import type { Figures } from '../figures.ts';
import { type FanoutResult, sizes } from './measure-fanout.ts';
import { ratio } from './ratio.ts';

/** What the fan-out comes to, as `bench/README.md` says. */
export function fanoutFigures({ taken, heapKbPerConn, stallMs }: FanoutResult): Figures {
  const figures: Figures = new Map();
  for (const size of sizes) {
    figures.set(`fanout.cpuVsRaw.${size}`, ratio(taken, 'cpuUs', `${size} lunora`, `${size} raw`));
    figures.set(`fanout.cpuVsYoga.${size}`, ratio(taken, 'cpuUs', `${size} yoga`, `${size} lunora`));
    figures.set(`fanout.p99VsRaw.${size}`, ratio(taken, 'p99Ms', `${size} lunora`, `${size} raw`));
  }
  figures.set('fanout.groups100.cpuVsRaw.1000', ratio(taken, 'cpuUs', '1000 groups100', '1000 raw'));
  figures.set('fanout.ownScope.cpuVsRaw.1000', ratio(taken, 'cpuUs', '1000 ownScope', '1000 raw'));
  figures.set('fanout.heapKbPerConn.5000', heapKbPerConn);
  figures.set('fanout.maxStallMs.5000', stallMs.get('lunora') ?? Number.NaN);
  return figures;
}
