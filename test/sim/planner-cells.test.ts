import { expect, it } from 'vitest';
import { allCells, cellOf } from './planner-cells.ts';

it('finds the cells of both planners by what they look at', () => {
  for (const mode of ['DEDICATED_CHANNEL', 'FLOW_OUTPUT'] as const) {
    const cells = allCells(mode);
    expect(cells.size).toBeGreaterThan(20);
    expect([...cells].every((cell) => cell.includes(' → '))).toBe(true);
  }
});

it('tells where it is to go, what there is, and what follows', () => {
  const cell = cellOf('FLOW_OUTPUT', {
    ...{ desired: 'STOPPED', gaveUp: false, lost: false, reclaim: false, force: false },
    ...{ begun: false, ran: false, drift: false, restart: false, replace: false, startWithoutSource: false },
    ...{ flow: 'ACTIVE', sourceConnected: true, input: 'NONE', channel: 'NONE', output: 'DISABLED' },
  });
  expect(cell).toBe('FLOW_OUTPUT to IDLE: flow running, output DISABLED → settled');
  expect(allCells('FLOW_OUTPUT')).toContain(cell);
});
