import type { Running } from './fleet.ts';
import { lendHand } from './hands.ts';
import { operate } from './operator.ts';
import { type Act, traitsOf } from './script.ts';
import { bump, type SeedWorld } from './seed-world.ts';
import type { Sim } from './sim.ts';

/** Has an act of the script done, by or to whomever it falls on. */
export function carryOut(world: SeedWorld, act: Act): void {
  const { sim, judge, counts, tell } = world;
  bump(counts.acts, act.name);
  const targetId = targetOf(sim, act);
  tell(`ACT #${act.index} ${act.name} ${targetId ?? ''}`);
  const each = sim.processes();
  const chosen = each[act.target % Math.max(1, each.length)];
  const { by } = traitsOf(act.name);
  if (by === 'outage') {
    befall(world, act, chosen);
    return;
  }
  if (by === 'outsider') {
    judge.check('the world', () => lendHand(sim, act, targetId));
    return;
  }
  if (!chosen?.lunora) return;
  if (targetId) {
    const account = sim.accountOf(targetId);
    account.touchedAt = sim.scheduler.now();
    if (/start|retry|restart/.test(act.name)) account.startsAsked += 1;
  }
  if (act.name === 'start all') for (const account of sim.accounts.values()) account.startsAsked += 1;
  operate(chosen.lunora, act, targetId).then(
    (userErrors) => judge.checkAll((one) => one.onAnswer?.(`act-${act.index}`, userErrors)),
    (error: unknown) => tell(`refused: ${String(error)}`),
  );
}

function targetOf({ accounts, plan }: Sim, act: Act): string | null {
  const list = [...accounts.keys()];
  if (plan.focus !== null && act.name !== 'start' && act.name !== 'create') return list[plan.focus] ?? null;
  return list[act.target % Math.max(1, list.length)] ?? null;
}

/** What befalls a process, or the way to AWS or to the table. */
function befall({ sim, outages }: SeedWorld, act: Act, chosen: Running | undefined): void {
  const { faults, scheduler } = sim;
  if (act.name !== 'kill') faults.count(act.name);
  switch (act.name) {
    case 'kill':
      chosen?.process.kill();
      break;
    case 'stop process':
      chosen?.process.stopFor(1_000 + act.amount * 30_000);
      break;
    case 'clock jump':
      chosen?.process.jump((act.amount - 0.4) * 120_000);
      break;
    case 'aws down':
      outages.awsUntil = scheduler.now() + act.amount * 180_000;
      break;
    case 'table down':
      outages.tableUntil = scheduler.now() + act.amount * 60_000;
      break;
    default:
      throw new Error(`${act.name} is no outage.`);
  }
}
