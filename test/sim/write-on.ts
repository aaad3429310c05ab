import { operate } from './operator.ts';
import type { Act } from './script.ts';
import type { Sim } from './sim.ts';

/** How long people go on, at most. */
const longestMs = 8_000;
/** So that one of them always waits while another's change is appended. */
const writersEach = 3;

/** At every process people rename a destination again and again, each time at once. */
export function writeOn({ scheduler, faults, processes }: Sim, act: Act, destinationId: string | null): void {
  if (destinationId === null) return;
  const end = scheduler.now() + longestMs * (0.5 + act.amount / 2);
  let times = 0;
  for (const { process, lunora } of processes()) {
    const next = () => void process.after(1, 'writes on', again);
    const again = (): void => {
      if (!lunora || !process.alive || faults.ceased || scheduler.now() > end) return;
      times += 1;
      const named = { ...act, index: act.index * 10_000 + times, amount: times };
      operate(lunora, named, destinationId, 0).then(next, next);
    };
    for (let writer = 0; writer < writersEach; writer += 1) again();
  }
}
