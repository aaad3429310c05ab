import { type LineDeps, reachAws } from './aws-line.ts';
import { boot, type Lunora } from './boot.ts';
import type { Judge } from './judge.ts';
import { createRandom, type Random } from './random.ts';
import type { Sim } from './sim.ts';
import { createSimProcess, type SimProcess } from './sim-process.ts';
import { reachTable, type TableDeps } from './sim-table.ts';

export interface Running {
  process: SimProcess;
  /** Null while it starts. */
  lunora: Lunora | null;
}

export interface FleetDeps {
  sim: Sim;
  judge: Judge;
  /** Those that run, by name; the fleet keeps it. */
  running: Map<string, Running>;
  network: Random;
  tableDeps: Omit<TableDeps, 'crashes'>;
  lineDeps: Omit<LineDeps, 'crashes'>;
  onCrash(point: string, destinationId: string | null): void;
  tell(line: string): void;
}

/** A process that registered for its turn to append, or is about to. */
const inTurn = / table put turn$/;
const made = /^after (CreateChannel|CreateInput|AddFlowOutputs)$/;

/** Starts the process of a slot, and another one whenever it has died. */
export function createFleet(deps: FleetDeps): { spawn(slot: number): void } {
  const { sim, judge, running, network, tell } = deps;
  const { scheduler, faults, aws, plan, seed } = sim;
  let born = 0;
  let ids = 0;

  const crashes = (process: SimProcess, point: string, destinationId: string | null = null): boolean => {
    if (!process.alive) return true;
    if (faults.ceased || !running.get(process.name)?.lunora) return false;
    // Between what is done at AWS and what is noted of it, dying is worst.
    const weight = /table|List|Describe/.test(point) ? 0.7 : 12;
    const dies =
      faults.strikes('crash', weight) ||
      (inTurn.test(point) && faults.strikes('crash in turn')) ||
      (made.test(point) && faults.strikes('crash while making', point.endsWith('Input') ? 0.6 : 1));
    if (!dies) return false;
    deps.onCrash(point, destinationId);
    tell(`CRASH of ${process.name} ${point}`);
    process.kill();
    return true;
  };
  const tableDeps: TableDeps = { ...deps.tableDeps, crashes };
  const lineDeps: LineDeps = { ...deps.lineDeps, crashes };

  function spawn(slot: number): void {
    born += 1;
    const name = `p${slot}.${born}`;
    const process = createSimProcess({
      ...{ scheduler, name, faults },
      random: createRandom(seed, `clock ${born}`),
      onDeath() {
        running.delete(name);
        const delayMs = faults.ceased ? 1_000 : network.between(500, 20_000);
        scheduler.after(delayMs, `spawn ${slot}`, () => spawn(slot));
      },
    });
    running.set(name, { process, lunora: null });
    tell(`START of ${name}`);
    const random = createRandom(seed, `process ${born}`);
    boot({
      process,
      table: reachTable(tableDeps, process),
      line: reachAws(lineDeps, process),
      clients: slot,
      settings: {
        primaryChannelId: aws.primaryChannelId,
        roleArn: aws.roleArn,
        flowArn: aws.flowArn,
        alone: plan.alone,
        leaseMs: plan.leaseMs,
        idleCleanupMs: plan.idleCleanupMs,
        pollScale: plan.pollScale,
        followScale: plan.followScale,
        hears: plan.hears,
      },
      random: () => random.next(),
      newId() {
        ids += 1;
        return `id${ids}`;
      },
      onChange: (done) => judge.checkAll((each) => each.onChange?.(process, done)),
      onLog(level, details, message) {
        const line = JSON.stringify({ level, message, ...details }, errorsToo);
        tell(`${name} ${line}`);
        judge.checkAll((each) => each.onLog?.(line));
      },
    }).then(
      (lunora) => {
        const known = running.get(name);
        if (known) known.lunora = lunora;
      },
      (error: unknown) => {
        tell(`${name} cannot start: ${String(error)}`);
        process.kill();
      },
    );
  }

  return { spawn };
}

const errorsToo = (_: string, value: unknown) =>
  value instanceof Error ? { name: value.name, message: value.message } : value;
