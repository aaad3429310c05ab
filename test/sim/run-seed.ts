import { carryOut } from './carry-out.ts';
import { epilogue } from './epilogue.ts';
import { makeWell } from './hands.ts';
import { hurry } from './hurry.ts';
import type { Failure } from './judge.ts';
import { restOf } from './rest.ts';
import { type Counts, createSeedWorld } from './seed-world.ts';

export interface RunOptions {
  /** Acts (by name, or `#<index>`) and faults that are left out. */
  without?: ReadonlySet<string>;
  /** Told of every event, for a person to read. */
  tell?: (line: string) => void;
}

export interface RunResult extends Counts {
  seed: number;
  failure: Failure | null;
  /** Of everything that happened, in order. */
  traceHash: number;
  virtualMs: number;
  events: number;
  faults: Map<string, number>;
  entries: number;
}

/** Runs one seed from an empty table to rest, and says which promise was broken, if any. */
export async function runSeed(seed: number, options: RunOptions = {}): Promise<RunResult> {
  const world = createSeedWorld(seed, options.without ?? new Set(), options.tell);
  const { sim, judge, outages, counts } = world;
  const { plan, scheduler, faults, truth } = sim;
  const startedAt = scheduler.now();
  // The run itself gives the event loop no turn.
  await new Promise((resolve) => setImmediate(resolve));

  hurry(world);
  for (let slot = 0; slot < plan.processes; slot += 1) world.spawn(slot);
  for (const act of plan.acts) scheduler.after(act.atMs, `act ${act.index}`, () => carryOut(world, act));
  await scheduler.run(plan.troubleMs, judge.broken);
  if (!judge.broken()) {
    world.tell('QUIET');
    faults.cease();
    outages.awsUntil = 0;
    outages.tableUntil = 0;
    makeWell(sim);
    await restOf(sim, judge.broken);
    await judge.checkAtRest();
    if (!judge.broken() && seed % 4 === 0) await epilogue(world);
  }
  const result: RunResult = {
    ...{ seed, ...counts },
    failure: judge.failure,
    traceHash: scheduler.traceHash(),
    virtualMs: scheduler.now() - startedAt,
    events: scheduler.events(),
    faults: faults.counts,
    entries: truth.state.position,
  };
  for (const { process } of sim.processes()) process.kill();
  sim.aws.world.close();
  return result;
}
