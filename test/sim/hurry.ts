import { carryOut } from './carry-out.ts';
import { createRandom } from './random.ts';
import type { ActName } from './script.ts';
import type { SeedWorld } from './seed-world.ts';

/** What a person asks for who sees nothing happen. */
const instead: readonly ActName[] = ['edit and restart', 'edit and restart', 'stop', 'delete', 'start'];

/**
 * Where the plan says so, people ask for something else in the worst moment: right after a process ended while it was
 * making something or its CreateChannel never reached AWS, or right after another one took the lead.
 */
export function hurry(world: SeedWorld): void {
  const { sim } = world;
  const { scheduler, faults, truth, accounts, seed, plan } = sim;
  const random = createRandom(seed, 'hurry');
  let index = 500;

  function soon(name: ActName, target: number, withinMs: number): void {
    index += 1;
    const act = { index, atMs: 0, name, target, amount: 0.5 };
    scheduler.after(random.between(100, withinMs), `act ${index}`, () => {
      if (!faults.ceased) carryOut(world, act);
    });
  }

  world.onLoss((destinationId) => {
    if (plan.hurried !== 'at an end') return;
    const number = destinationId === null ? undefined : accounts.get(destinationId)?.number;
    if (number === undefined) return;
    const name = random.pick(instead);
    soon(name, number, 3_000);
    // Whoever gives it up tidies up at the console as well, and so does who makes a fresh start of it.
    if (name === 'delete' || name === 'start') soon('console deletes', number, 3_000);
  });
  truth.onFolded(({ changes }) => {
    if (plan.hurried !== 'at a turn' || !changes.some(({ type }) => type === 'leadership')) return;
    for (const name of ['start all', 'edit and restart', 'stop all', 'start all'] as const)
      soon(name, random.between(0, 999), 3_000);
  });
}
