import { createRandom } from './random.ts';
import { themeOf } from './themes.ts';

interface ActTraits {
  /** How often it is drawn, beside the others. */
  weight: number;
  /** An operator by Lunora's own API, somebody else at AWS or in the field, or what befalls processes and the ways between. */
  by: 'operator' | 'outsider' | 'outage';
  /** It reaches every destination. Left out where only one may be troubled. */
  shared?: true;
}

/** What people and the world do to the system, besides faults that strike by chance. */
const acts = {
  create: { weight: 5, by: 'operator' },
  start: { weight: 10, by: 'operator' },
  stop: { weight: 5, by: 'operator' },
  'force stop': { weight: 2, by: 'operator' },
  edit: { weight: 2, by: 'operator' },
  'edit and restart': { weight: 2, by: 'operator' },
  rotate: { weight: 1, by: 'operator' },
  'rotate and restart': { weight: 1, by: 'operator' },
  retry: { weight: 3, by: 'operator' },
  delete: { weight: 3, by: 'operator' },
  'start all': { weight: 2, by: 'operator' },
  'stop all': { weight: 1, by: 'operator', shared: true },
  sync: { weight: 1, by: 'operator' },
  'write on': { weight: 0, by: 'operator' },
  'edit preset': { weight: 1, by: 'operator', shared: true },
  'console stops': { weight: 1, by: 'outsider' },
  'console deletes': { weight: 1, by: 'outsider' },
  'console edits': { weight: 1, by: 'outsider' },
  'console starts': { weight: 0, by: 'outsider' },
  'pipeline fails': { weight: 1, by: 'outsider' },
  'pipeline recovers': { weight: 1, by: 'outsider' },
  'platform rejects': { weight: 1, by: 'outsider', shared: true },
  'platform accepts': { weight: 1, by: 'outsider' },
  'source lost': { weight: 1, by: 'outsider', shared: true },
  'source back': { weight: 1, by: 'outsider' },
  'flow stops': { weight: 0.5, by: 'outsider', shared: true },
  'flow starts': { weight: 0.7, by: 'outsider' },
  'quota lowered': { weight: 0.7, by: 'outsider', shared: true },
  'quota raised': { weight: 0.7, by: 'outsider' },
  kill: { weight: 2, by: 'outage' },
  'stop process': { weight: 1, by: 'outage' },
  'clock jump': { weight: 1, by: 'outage' },
  'aws down': { weight: 0.7, by: 'outage' },
  'table down': { weight: 0.7, by: 'outage' },
} as const satisfies Record<string, ActTraits>;
export type ActName = keyof typeof acts;

/** Who does it, how often, and to whom. */
export const traitsOf = (name: ActName): ActTraits => acts[name];
const actNames = Object.keys(acts) as ActName[];

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
  followScale: number;
  /** How long a request to the table, and its answer, are on their way. */
  tableMs: { least: number; most: number };
  hears: boolean;
  timeScale: number;
  listLagMs: number;
  channelQuota: number;
  /** What AWS's documents leave open: whether it stops what starts, and the status of a refusal past a quota. */
  stopWhileStarting: boolean;
  quotaStatus: number;
  /** How many of the destinations are fed by a flow output, in [0, 1]. */
  outputShare: number;
  /** Only this destination, by number, may meet with faults and outside hands; null: each. */
  focus: number | null;
  /** Where only one may: nothing that all share fails either, so whatever happens to the others is its doing. */
  isolated: boolean;
  /** What this destination wants made, by number, AWS declines for good; null: none. */
  declined: number | null;
  /** People at the console wait for what is told to be on air, and outages befall the process that leads. */
  aimed: boolean;
  /**
   * People ask for something else as soon as a process has ended in its work or its CreateChannel was lost, or as soon as
   * one takes the lead.
   */
  hurried: 'at an end' | 'at a turn' | null;
  troubleMs: number;
  acts: Act[];
}

/** What happens in the run of a seed. `without` holds names of acts and `#<index>` of single ones to leave out. */
export function planOf(seed: number, without: ReadonlySet<string>): Plan {
  const random = createRandom(seed, 'plan');
  const processes = random.chance(0.4) ? 2 : 1;
  const focus = random.chance(0.25) ? 0 : null;
  const troubleMs = random.between(4, 7) * 30_000;
  // AWS takes so long that deadlines pass.
  const slow = createRandom(seed, 'slow').chance(0.06);
  const plan: Plan = {
    processes,
    alone: processes === 1 && random.chance(0.5),
    leaseMs: random.pick([6_000, 24_000, 24_000]),
    idleCleanupMs: random.between(1, 4) * 60_000,
    pollScale: random.pick([10, 20, 40]),
    followScale: createRandom(seed, 'follow').pick([2, 5, 5, 10]),
    tableMs: { least: 1, most: 8 },
    hears: random.chance(0.7),
    timeScale: random.pick(slow ? [4, 8] : [0.1, 0.3, 1]),
    listLagMs: random.pick([0, 0, 3_000, 8_000]),
    channelQuota: random.pick([10, 10, 10, 4, 3]),
    stopWhileStarting: createRandom(seed, 'stop while starting').chance(0.7),
    quotaStatus: createRandom(seed, 'quota status').pick([429, 400, 403, 409, 422]),
    outputShare: 0.3,
    focus,
    isolated: focus !== null && createRandom(seed, 'isolated').chance(0.5),
    declined: createRandom(seed, 'declined').pick([0, 1, null, null, null, null]),
    aimed: false,
    hurried: null,
    troubleMs,
    acts: [],
  };
  const theme = themeOf(seed);
  Object.assign(plan, theme?.plan);
  if (plan.processes === 2 && createRandom(seed, 'third').chance(0.25)) plan.processes = 3;
  if (plan.alone) plan.leaseMs = 60_000;
  const names = actNames.flatMap((name) => {
    const weight = theme?.weights?.[name] ?? traitsOf(name).weight;
    return Array<ActName>(Math.round(weight * 10)).fill(name);
  });
  const beginning: ActName[] = ['create', 'create', 'start', 'create', 'start'];
  const count = random.between(8, 26) * (theme ? 2 : 1);
  let last: Act | null = null;
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
    if (theme?.hasty && index % 2 === 1 && last) {
      act.atMs = Math.min(troubleMs, last.atMs + random.between(100, 6_000));
      act.target = last.target;
    }
    last = act;
    const { by, shared } = traitsOf(act.name);
    if (plan.focus !== null && shared) continue;
    if (plan.isolated && by === 'outage') continue;
    if (without.has(act.name) || without.has(`#${index}`)) continue;
    plan.acts.push(act);
  }
  plan.acts.sort((a, b) => a.atMs - b.atMs || a.index - b.index);
  return plan;
}
