import { endBadly } from '../../emulator/medialive/outside.ts';
import type { Destination } from '../../src/domain/records.ts';
import { situationOf } from '../../src/domain/situation.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { type AwsCall, isDeed } from './aws-call.ts';
import { createFaults, sharedFaults } from './faults.ts';
import { createFleet, type Running } from './fleet.ts';
import { thingsOf } from './hands.ts';
import { createJudge, type Judge } from './judge.ts';
import { ownerOf } from './owner-of.ts';
import { cellOf } from './planner-cells.ts';
import { createRandom } from './random.ts';
import { createScheduler } from './scheduler.ts';
import { planOf } from './script.ts';
import type { Account, Sim } from './sim.ts';
import { createSimAws } from './sim-aws.ts';
import { summaryOf } from './summary-of.ts';
import { createTruth } from './truth.ts';

/** Everything that one seed is played with. */
export interface SeedWorld {
  sim: Sim;
  judge: Judge;
  outages: Outages;
  counts: Counts;
  /** Starts a process, and another one whenever it has died. */
  spawn(slot: number): void;
  /** Told whose call it was that a process ended before or after, or whose CreateChannel never reached AWS. */
  onLoss(listener: (destinationId: string | null) => void): void;
  tell(line: string): void;
}

export interface Outages {
  /** Nothing reaches AWS, or the table, until then. */
  awsUntil: number;
  tableUntil: number;
  /** AWS declines what one destination wants made. */
  declining: boolean;
}

/** What a run has come by. */
export interface Counts {
  acts: Map<string, number>;
  crashPoints: Map<string, number>;
  /** Of the planners. */
  cells: Map<string, number>;
  awsCalls: number;
}

export const bump = (counts: Map<string, number>, name: string): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1);

const startMs = Date.parse('2026-11-01T12:00:00Z');

/** Makes the world of a seed, in which nothing runs yet. `tellAll`: told of every event, for a person to read. */
export function createSeedWorld(
  seed: number,
  without: ReadonlySet<string>,
  tellAll?: (line: string) => void,
): SeedWorld {
  const plan = planOf(seed, without);
  const scheduler = createScheduler(startMs);
  const faults = createFaults(seed, plan.isolated ? new Set([...without, ...sharedFaults]) : without);
  const network = createRandom(seed, 'network');
  const truth = createTruth();
  const table = createMemoryTable();
  const accounts = new Map<string, Account>();
  const running = new Map<string, Running>();
  const outages: Outages = { awsUntil: 0, tableUntil: 0, declining: plan.declined !== null };
  const counts: Counts = { acts: new Map(), crashPoints: new Map(), cells: new Map(), awsCalls: 0 };

  const tell = (line: string) =>
    tellAll?.(`${((scheduler.now() - startMs) / 1000).toFixed(3).padStart(9)}  ${line}`);

  const aws = createSimAws({
    scheduler,
    timeScale: plan.timeScale,
    listLagMs: plan.listLagMs,
    onEvent(body) {
      if (!plan.hears || faults.strikes('hint lost')) return;
      const times = faults.strikes('hint doubled') ? 2 : 1;
      for (let time = 0; time < times; time += 1) {
        const late = faults.strikes('hint late')
          ? network.between(2_000, 60_000)
          : network.between(200, 1_500);
        scheduler.after(late, 'hint', () => {
          for (const { process, lunora } of running.values()) if (process.alive) lunora?.hear(body);
        });
      }
    },
  });
  const { quotas, undocumented } = aws.world.account.settings;
  quotas.channels = plan.channelQuota;
  undocumented.stopWhileStarting = plan.stopWhileStarting;
  undocumented.quotaStatus = plan.quotaStatus;

  const sim: Sim = {
    ...{ seed, plan, scheduler, faults, truth, aws, table, accounts },
    processes: () => [...running.values()],
    lastDeedAt: 0,
    lookedAt: new Map(),
    accountOf(id) {
      const known = accounts.get(id);
      if (known) return known;
      const account: Account = {
        number: accounts.size,
        ...{ startsAsked: 0, starts: 0, takenAt: null, touchedAt: 0 },
        ...{ failures: new Set(), hands: new Set() },
      };
      accounts.set(id, account);
      return account;
    },
  };
  const judge = createJudge(sim, tell);

  truth.onEntry((entry, text) => {
    for (const { type, id } of entry.changes) if (type === 'eye') sim.lookedAt.set(id, scheduler.now());
    if (tellAll) {
      for (const { type, id, kind, record } of entry.changes) {
        tell(`log ${entry.position} ${type} ${id} ${kind} ${summaryOf(type, record)}`);
      }
      for (const { requestId, kind, subjectId } of entry.events) {
        if (requestId) tell(`log ${entry.position} ${kind} of ${subjectId}, asked by ${requestId}`);
      }
    }
    judge.checkAll((each) => each.onEntry?.(entry, text));
    for (const { type, id, record } of entry.changes) {
      if (type !== 'destination' || !record) continue;
      const account = sim.accountOf(id);
      const before = truth.state.get(type, id);
      // What was asked for before somebody's hand may be taken up only after it.
      if (record.desired === 'RUNNING' && record.wishedAt !== before?.wishedAt) account.takenAt = null;
    }
  });
  truth.onFolded(({ changes }) => {
    for (const { type, record } of changes) if (type === 'destination' && record) visit(record);
  });

  /** The cell of the planner that this destination stands in now. */
  function visit(destination: Destination): void {
    const { condition, work } = destination;
    const idleMs = condition.idleSince ? scheduler.now() - Date.parse(condition.idleSince) : 0;
    const bare = work.channel === null && work.output === null;
    const reclaim = bare || idleMs >= plan.idleCleanupMs;
    bump(counts.cells, cellOf(destination.deliveryMode, situationOf(truth.state, destination, reclaim)));
  }

  const mayFail = (id: string | null) =>
    plan.focus === null || (id !== null && accounts.get(id)?.number === plan.focus);

  /** What AWS began may end badly. */
  function ruin({ operation, destinationId, params }: AwsCall): void {
    const bad = { CreateChannel: 'CREATE_FAILED', UpdateChannel: 'UPDATE_FAILED' } as const;
    const end = bad[operation as keyof typeof bad];
    if (!end || !destinationId || !mayFail(destinationId) || !faults.strikes(end)) return;
    const id = params['ChannelId'] ?? thingsOf(sim, destinationId).channels.at(-1)?.id ?? '';
    if (endBadly(aws.world, id)) sim.accountOf(destinationId).failures.add(end);
  }

  const lossListeners: ((destinationId: string | null) => void)[] = [];
  const { spawn } = createFleet({
    ...{ sim, judge, running, network, tell },
    onCrash(point, destinationId) {
      bump(counts.crashPoints, point);
      for (const listener of lossListeners) listener(destinationId);
    },
    tableDeps: {
      ...{ scheduler, faults, table },
      random: createRandom(seed, 'table'),
      onTheWayMs: plan.tableMs,
      down: () => scheduler.now() < outages.tableUntil,
      onWrite(key, set) {
        if (set && key.pk === 'HEAD') judge.check('the log is gapless', () => truth.note(set));
        judge.checkAll((each) => each.onWrite?.(key, set));
      },
    },
    lineDeps: {
      ...{ scheduler, faults, aws, mayFail },
      random: createRandom(seed, 'aws'),
      declines: ({ operation, destinationId }) =>
        outages.declining &&
        /^(CreateChannel|AddFlowOutputs)$/.test(operation) &&
        destinationId !== null &&
        accounts.get(destinationId)?.number === plan.declined &&
        mayFail(destinationId),
      down: () => scheduler.now() < outages.awsUntil,
      isHeld: (id) =>
        [...truth.state.all('destination')].some(
          ({ work }) => id === work.channel?.id || id === work.input?.id,
        ),
      ownerOf: (params, body) => ownerOf(aws, params, body),
      onSend(call) {
        counts.awsCalls += 1;
        judge.checkAll((each) => each.onSend?.(call));
      },
      onFault(call, fault) {
        tell(`${call.process} ${call.operation} ${call.destinationId ?? ''}: ${fault}`);
        if (!call.destinationId) return;
        if (fault === 'aws request lost' && call.operation === 'CreateChannel') {
          for (const listener of lossListeners) listener(call.destinationId);
        }
        const account = sim.accountOf(call.destinationId);
        account.failures.add(fault);
        account.touchedAt = scheduler.now();
      },
      onArrival(call) {
        if (tellAll && !/^(List|Describe)/.test(call.operation)) {
          tell(
            `${call.process} ${call.operation} ${call.destinationId ?? ''} ${JSON.stringify(call.params)} → ${call.status}`,
          );
        }
        ruin(call);
        if (isDeed(call) && call.status !== null && call.status < 300) sim.lastDeedAt = scheduler.now();
        judge.checkAll((each) => each.onArrival?.(call));
      },
    },
  });

  const onLoss: SeedWorld['onLoss'] = (listener) => void lossListeners.push(listener);
  return { sim, judge, outages, counts, spawn, onLoss, tell };
}
