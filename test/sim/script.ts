import { createRandom } from './random.ts';

/** What people and the world do to the system, besides faults that strike by chance. */
export const actNames = [
  'create',
  'start',
  'stop',
  'force stop',
  'edit',
  'edit and restart',
  'rotate',
  'rotate and restart',
  'retry',
  'delete',
  'start all',
  'stop all',
  'sync',
  'edit preset',
  'console stops',
  'console deletes',
  'console edits',
  'pipeline fails',
  'pipeline recovers',
  'platform rejects',
  'platform accepts',
  'source lost',
  'source back',
  'flow stops',
  'flow starts',
  'quota lowered',
  'quota raised',
  'kill',
  'stop process',
  'clock jump',
  'aws down',
  'table down',
] as const;
export type ActName = (typeof actNames)[number];

export interface Act {
  /** Its number in the script; what is left out keeps its number. */
  index: number;
  atMs: number;
  name: ActName;
  /** Chooses whom it is done to. */
  target: number;
  /** In [0, 1): how much of it. */
  amount: number;
}

export interface Plan {
  processes: number;
  alone: boolean;
  leaseMs: number;
  idleCleanupMs: number;
  pollScale: number;
  hears: boolean;
  timeScale: number;
  listLagMs: number;
  channelQuota: number;
  /** Only this destination, by number, may meet with faults and outside hands; null: each. */
  focus: number | null;
  /** Where only one may: nothing that all share fails either, so whatever happens to the others is its doing. */
  isolated: boolean;
  /** What this destination wants made, by number, AWS declines for good; null: none. */
  declined: number | null;
  troubleMs: number;
  acts: Act[];
}

const weights: Record<ActName, number> = {
  create: 5,
  start: 10,
  stop: 5,
  'force stop': 2,
  edit: 2,
  'edit and restart': 2,
  rotate: 1,
  'rotate and restart': 1,
  retry: 3,
  delete: 3,
  'start all': 2,
  'stop all': 1,
  sync: 1,
  'edit preset': 1,
  'console stops': 1,
  'console deletes': 1,
  'console edits': 1,
  'pipeline fails': 1,
  'pipeline recovers': 1,
  'platform rejects': 1,
  'platform accepts': 1,
  'source lost': 1,
  'source back': 1,
  'flow stops': 0.5,
  'flow starts': 0.7,
  'quota lowered': 0.7,
  'quota raised': 0.7,
  kill: 2,
  'stop process': 1,
  'clock jump': 1,
  'aws down': 0.7,
  'table down': 0.7,
};

/** Left out where only one destination may be troubled: these reach the others too. */
const shared: ReadonlySet<ActName> = new Set<ActName>([
  'stop all',
  'edit preset',
  'platform rejects',
  'source lost',
  'flow stops',
  'quota lowered',
]);

/** What befalls all destinations at once. */
const outages: ReadonlySet<ActName> = new Set<ActName>([
  'kill',
  'stop process',
  'clock jump',
  'aws down',
  'table down',
]);

/** What happens in the run of a seed. `without` holds names of acts and `#<index>` of single ones to leave out. */
export function planOf(seed: number, without: ReadonlySet<string>): Plan {
  const random = createRandom(seed, 'plan');
  const processes = random.chance(0.4) ? 2 : 1;
  const focus = random.chance(0.25) ? 0 : null;
  const troubleMs = random.between(4, 8) * 60_000;
  const plan: Plan = {
    processes,
    alone: processes === 1 && random.chance(0.5),
    leaseMs: random.pick([6_000, 12_000, 24_000]),
    idleCleanupMs: random.between(1, 4) * 60_000,
    pollScale: random.pick([5, 10, 20]),
    hears: random.chance(0.7),
    timeScale: random.pick([0.1, 0.3, 1]),
    listLagMs: random.pick([0, 0, 3_000, 8_000]),
    channelQuota: random.pick([10, 10, 10, 4, 3]),
    focus,
    isolated: focus !== null && createRandom(seed, 'isolated').chance(0.5),
    declined: createRandom(seed, 'declined').pick([0, 1, null, null, null, null]),
    troubleMs,
    acts: [],
  };
  if (plan.alone) plan.leaseMs = 60_000;
  const names = actNames.flatMap((name) => Array<ActName>(Math.round(weights[name] * 10)).fill(name));
  const beginning: ActName[] = ['create', 'create', 'start', 'create', 'start'];
  const count = random.between(8, 26);
  for (let index = 0; index < beginning.length + count; index += 1) {
    const early = beginning[index];
    const act: Act = {
      index,
      atMs: early ? 2_000 + random.between(0, 20_000) : random.between(5_000, troubleMs),
      name: random.pick(names),
      target: random.between(0, 999),
      amount: random.next(),
    };
    if (early) act.name = early;
    if (focus !== null && shared.has(act.name)) continue;
    if (plan.isolated && outages.has(act.name)) continue;
    if (without.has(act.name) || without.has(`#${index}`)) continue;
    plan.acts.push(act);
  }
  plan.acts.sort((a, b) => a.atMs - b.atMs || a.index - b.index);
  return plan;
}
