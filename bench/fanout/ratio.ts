import { median } from '../median.ts';
import type { Taken } from './measure-fanout.ts';

/** How much one contender took over another (`1000 raw`): the median of the ratios of each round. */
export function ratio(
  taken: ReadonlyMap<string, Taken[]>,
  of: keyof Taken,
  over: string,
  under: string,
): number {
  const [upper = [], lower = []] = [taken.get(over), taken.get(under)];
  return median(upper.map((each, round) => each[of] / (lower[round]?.[of] ?? Number.NaN)));
}
