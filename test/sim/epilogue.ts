import type { UserError } from '../../src/domain/errors.ts';
import type { Destination } from '../../src/domain/records.ts';
import { askStart, note } from './hands.ts';
import { operate } from './operator.ts';
import { restOf } from './rest.ts';
import type { SeedWorld } from './seed-world.ts';

/** A person who is refused tries again that much later, and so often. */
const againMs = 15_000;
const maxTries = 60;

/** What is not on air as wished is tried again, one half is deleted, and all must come true without a trouble. */
export async function epilogue(world: SeedWorld): Promise<void> {
  const { sim, judge, outages, tell } = world;
  const { truth } = sim;
  tell('EPILOGUE');
  outages.declining = false;
  const ids = [...truth.state.all('destination')].map(({ id }) => id);
  const doomed = ids.filter((_, index) => index % 2 === 1);
  // These first: they hold places that the others need.
  for (const [index, id] of doomed.entries()) await insist(world, 'delete', id, 1_000 + index);
  for (const [index, id] of ids.entries()) {
    if (!doomed.includes(id))
      await insist(world, remedyOf(truth.state.get('destination', id)), id, 2_000 + index);
  }
  await restOf(sim, judge.broken);
  await judge.checkAtRest();
  judge.check('every retry succeeds when nothing fails', () => {
    for (const { id, condition } of truth.state.all('destination')) {
      if (condition.status !== 'ERROR') continue;
      throw new Error(`${id} is still ${condition.status} ${condition.reason?.code}.`);
    }
  });
}

type Remedy = 'retry' | 'edit and restart';

/** What puts it right: a retry, but where somebody has changed its settings. */
const remedyOf = (destination: Destination | undefined): Remedy =>
  destination?.condition.reason?.code === 'INVALID_CONFIGURATION' && !destination.work.failure
    ? 'edit and restart'
    : 'retry';

/** Asks whichever process is up, until it has been taken. */
async function insist(world: SeedWorld, name: 'delete' | Remedy, id: string, index: number): Promise<void> {
  const { sim, judge, tell } = world;
  const { scheduler, truth } = sim;
  const isNeeded = () => {
    const destination = truth.state.get('destination', id);
    return name === 'delete'
      ? destination !== undefined && destination.desired !== 'DELETED'
      : destination?.condition.status === 'ERROR';
  };
  for (let tries = 0; tries < maxTries && isNeeded() && !judge.broken(); tries += 1) {
    const up = sim.processes().find(({ lunora }) => lunora);
    let answer: readonly UserError[] | null = null;
    note(sim, id, name);
    askStart(sim.accountOf(id));
    if (up?.lunora) {
      operate(up.lunora, { index, atMs: 0, name, target: 0, amount: 0 }, id, 0).then(
        (userErrors) => {
          answer = userErrors;
        },
        () => {},
      );
    }
    await scheduler.run(2_000, () => answer !== null || judge.broken());
    const refusals: readonly UserError[] = answer ?? [];
    if (answer !== null && refusals.length === 0) return;
    if (refusals.length > 0) {
      tell(`${name} ${id} is refused: ${refusals.map(({ code }) => code).join()}`);
      await scheduler.run(againMs, judge.broken);
    }
  }
}
