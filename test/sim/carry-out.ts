import type { Running } from './fleet.ts';
import { askStart, lendHand, onAir } from './hands.ts';
import { operate } from './operator.ts';
import { type Act, traitsOf } from './script.ts';
import { bump, type SeedWorld } from './seed-world.ts';
import type { Sim } from './sim.ts';
import { writeOn } from './write-on.ts';

/** How long somebody at the console waits for something to be on air, and how often they look. */
const waits = { tries: 30, everyMs: 2_000 };

/** Has an act of the script done, by or to whomever it falls on. */
export function carryOut(world: SeedWorld, act: Act, tries = waits.tries): void {
  const { sim, judge, counts, tell } = world;
  if (isAimed(sim, act) && tries > 0 && onAir(sim).length === 0) {
    sim.scheduler.after(waits.everyMs, `act ${act.index} waits`, () => carryOut(world, act, tries - 1));
    return;
  }
  bump(counts.acts, act.name);
  const targetId = targetOf(sim, act);
  tell(`ACT #${act.index} ${act.name} ${targetId ?? ''}`);
  const each = sim.processes();
  const drawn = each[act.target % Math.max(1, each.length)];
  const { by } = traitsOf(act.name);
  if (by === 'outage') {
    befall(world, act, sim.plan.aimed ? (worstHit(sim, act) ?? drawn) : drawn);
    return;
  }
  if (by === 'outsider') {
    judge.check('the world', () => lendHand(sim, act, targetId));
    return;
  }
  if (!drawn?.lunora) return;
  if (targetId) {
    const account = sim.accountOf(targetId);
    account.touchedAt = sim.scheduler.now();
    // Changing it is a reason to try again what failed, but not to start what somebody took off air.
    if (/^(edit|rotate)$/.test(act.name)) account.startsAsked += 1;
    else account.takenAt = null;
    if (/start|retry|restart/.test(act.name)) askStart(account);
  }
  if (act.name === 'write on') {
    writeOn(sim, act, targetId);
    return;
  }
  if (act.name === 'start all') for (const account of sim.accounts.values()) askStart(account);
  operate(drawn.lunora, act, targetId, sim.plan.outputShare).then(
    (userErrors) => judge.checkAll((one) => one.onAnswer?.(`act-${act.index}`, userErrors)),
    (error: unknown) => tell(`refused: ${String(error)}`),
  );
}

const isAimed = ({ plan, faults }: Sim, { name }: Act) =>
  plan.aimed && name.startsWith('console') && !faults.ceased;

function targetOf(sim: Sim, act: Act): string | null {
  const { accounts, plan } = sim;
  const list = [...accounts.keys()];
  if (plan.focus !== null && act.name !== 'start' && act.name !== 'create') return list[plan.focus] ?? null;
  const among = isAimed(sim, act) ? onAir(sim) : list;
  return among[act.target % Math.max(1, among.length)] ?? null;
}

/** Whom it hits hardest: a clock that is ahead is worst for who does not lead, anything else for who does. */
function worstHit(sim: Sim, { name, amount }: Act): Running | undefined {
  const leader = sim.truth.state.get('leadership', 'leader')?.processId;
  const ahead = name === 'clock jump' && jumpMs(amount) > 0;
  return sim.processes().find(({ process }) => (process.name === leader) !== ahead);
}

/** Up to 48 s back and 72 s forward, or every third time up to hours. */
const jumpMs = (amount: number) => (amount - 0.4) * ((amount * 1_000) % 3 < 1 ? 36_000_000 : 120_000);

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
      chosen?.process.jump(jumpMs(act.amount));
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
