import { allCells, whyExcused } from './planner-cells.ts';
import type { RunResult } from './run-seed.ts';

/** What runs have covered, summed up. */
export interface Coverage {
  seeds: number;
  virtualMs: number;
  events: number;
  awsCalls: number;
  entries: number;
  acts: Record<string, number>;
  faults: Record<string, number>;
  crashPoints: Record<string, number>;
  cells: Record<string, number>;
}

const counters = ['acts', 'faults', 'crashPoints', 'cells'] as const;
const sums = ['virtualMs', 'events', 'awsCalls', 'entries'] as const;

export const noCoverage = (): Coverage => ({
  ...{ seeds: 0, virtualMs: 0, events: 0, awsCalls: 0, entries: 0 },
  ...{ acts: {}, faults: {}, crashPoints: {}, cells: {} },
});

export function cover(coverage: Coverage, result: RunResult): void {
  coverage.seeds += 1;
  for (const sum of sums) coverage[sum] += result[sum];
  for (const counter of counters) {
    for (const [name, count] of result[counter]) {
      coverage[counter][name] = (coverage[counter][name] ?? 0) + count;
    }
  }
}

/** The coverage as people read it. */
export function tellCoverage(coverage: Coverage): string {
  const hours = coverage.virtualMs / 3_600_000;
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .sort((a, b) => b[1] - a[1])
      .map(([name, count]) => `  ${String(count).padStart(9)}  ${name}`);
  const total = (counts: Record<string, number>) =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [
    `${coverage.seeds} seeds, ${hours.toFixed(0)} simulated hours, ${coverage.awsCalls} calls to AWS, ${coverage.entries} log entries, ${coverage.events} events`,
    `${total(coverage.acts)} acts of people and the world:`,
    ...list(coverage.acts),
    `${total(coverage.faults)} faults:`,
    ...list(coverage.faults),
    `${total(coverage.crashPoints)} crashes, at ${Object.keys(coverage.crashPoints).length} points:`,
    ...list(coverage.crashPoints),
    ...tellCells(coverage.cells),
  ].join('\n');
}

/** Which cells of the planners were come to, and which never. */
function tellCells(visited: Record<string, number>): string[] {
  const all = modes.flatMap((mode) => [...allCells(mode)]);
  const reachable = all.filter((cell) => visited[cell] || whyExcused(cell) === null);
  const never = reachable.filter((cell) => !visited[cell]);
  const why = new Set(all.map(whyExcused).filter((reason) => reason !== null));
  return [
    `${reachable.length - never.length} of ${reachable.length} planner cells; ${all.length - reachable.length} more were not come to and need not be (${[...why].join('; ')})`,
    ...never.map((cell) => `  never: ${cell}`),
  ];
}

const modes = ['DEDICATED_CHANNEL', 'FLOW_OUTPUT'] as const;
