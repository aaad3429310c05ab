import { endBadly } from '../../emulator/medialive/outside.ts';
import type { Destination } from '../../src/domain/records.ts';
import { situationOf } from '../../src/domain/situation.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { AwsCall } from './aws-call.ts';
import { makeClients } from './aws-clients.ts';
import { reachAws } from './aws-line.ts';
import { boot, type Lunora } from './boot.ts';
import { createFaults, sharedFaults } from './faults.ts';
import { lendHand, makeWell, note, thingsOf } from './hands.ts';
import { invariants } from './invariants/index.ts';
import { operate } from './operator.ts';
import { ownerOf } from './owner-of.ts';
import { cellOf } from './planner-cells.ts';
import { createRandom } from './random.ts';
import { restOf } from './rest.ts';
import { createScheduler } from './scheduler.ts';
import { type Act, planOf } from './script.ts';
import type { Account, Invariant, Sim } from './sim.ts';
import { Violation } from './sim.ts';
import { createSimAws } from './sim-aws.ts';
import { createSimProcess, type SimProcess } from './sim-process.ts';
import { reachTable } from './sim-table.ts';
import { summaryOf } from './summary-of.ts';
import { createTruth } from './truth.ts';

export interface RunOptions {
  /** Acts (by name, or `#<index>`) and faults that are left out. */
  without?: ReadonlySet<string>;
  /** Told of every event, for a person to read. */
  tell?: (line: string) => void;
}

export interface RunResult {
  seed: number;
  failure: { invariant: string; message: string } | null;
  /** Of everything that happened, in order. */
  traceHash: number;
  virtualMs: number;
  events: number;
  acts: Map<string, number>;
  faults: Map<string, number>;
  crashPoints: Map<string, number>;
  cells: Map<string, number>;
  awsCalls: number;
  entries: number;
}

const startMs = Date.parse('2026-11-01T12:00:00Z');

/** Runs one seed from an empty table to rest, and says which promise was broken, if any. */
export async function runSeed(seed: number, options: RunOptions = {}): Promise<RunResult> {
  const without = options.without ?? new Set<string>();
  const plan = planOf(seed, without);
  await makeClients(plan.processes);
  const scheduler = createScheduler(startMs);
  const faults = createFaults(seed, plan.isolated ? new Set([...without, ...sharedFaults]) : without);
  const network = createRandom(seed, 'network');
  const truth = createTruth();
  const table = createMemoryTable();
  const accounts = new Map<string, Account>();
  const crashPoints = new Map<string, number>();
  const acts = new Map<string, number>();
  const cells = new Map<string, number>();
  const running = new Map<string, { process: SimProcess; lunora: Lunora | null }>();
  const bump = (counts: Map<string, number>, name: string) =>
    void counts.set(name, (counts.get(name) ?? 0) + 1);
  let failure: RunResult['failure'] = null;
  let declining = plan.declined !== null;
  let awsDownUntil = 0;
  let tableDownUntil = 0;
  let born = 0;
  let ids = 0;
  let awsCalls = 0;

  const tell = (line: string) =>
    options.tell?.(`${((scheduler.now() - startMs) / 1000).toFixed(3).padStart(9)}  ${line}`);

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
  aws.world.account.settings.quotas.channels = plan.channelQuota;

  const sim: Sim = {
    seed,
    plan,
    scheduler,
    faults,
    truth,
    aws,
    table,
    processes: () => [...running.values()],
    accounts,
    deeds: [],
    accountOf(id) {
      const known = accounts.get(id);
      if (known) return known;
      const account: Account = {
        number: accounts.size,
        ...{ startsAsked: 0, starts: 0, touchedAt: 0 },
        ...{ failures: new Set(), hands: new Set() },
      };
      accounts.set(id, account);
      return account;
    },
  };
  const checks: Invariant[] = invariants.map((create) => create(sim));

  function check(name: string, run: () => void): void {
    if (failure) return;
    try {
      run();
    } catch (error) {
      if (error instanceof Violation) failure = { invariant: error.invariant, message: error.message };
      else
        failure = { invariant: name, message: error instanceof Error ? (error.stack ?? '') : String(error) };
      tell(`VIOLATION ${failure.invariant}: ${failure.message}`);
    }
  }
  async function checkAtRest(): Promise<void> {
    for (const each of checks) {
      let broken: unknown = null;
      try {
        await each.atRest?.();
      } catch (error) {
        broken = error;
      }
      check(each.name, () => {
        if (broken !== null) throw broken;
      });
    }
  }
  const checkAll = (run: (each: Invariant) => void) => {
    for (const each of checks) check(each.name, () => run(each));
  };

  truth.onEntry((entry, text) => {
    if (options.tell) {
      for (const { type, id, kind, record } of entry.changes) {
        tell(`log ${entry.position} ${type} ${id} ${kind} ${summaryOf(type, record)}`);
      }
    }
    checkAll((each) => each.onEntry?.(entry, text));
  });

  const crashes = (process: SimProcess, point: string): boolean => {
    if (!process.alive) return true;
    // Between what is done at AWS and what is noted of it, dying is worst.
    const weight = /table|List|Describe/.test(point) ? 0.7 : 12;
    if (!running.get(process.name)?.lunora || !faults.strikes('crash', weight)) return false;
    bump(crashPoints, point);
    tell(`CRASH of ${process.name} ${point}`);
    process.kill();
    return true;
  };
  const mayFail = (id: string | null) =>
    plan.focus === null || (id !== null && accounts.get(id)?.number === plan.focus);

  const tableDeps = {
    ...{ scheduler, faults, table, crashes },
    random: createRandom(seed, 'table'),
    down: () => scheduler.now() < tableDownUntil,
    onHead: (head: Parameters<typeof truth.note>[0]) => check('the log is gapless', () => truth.note(head)),
  };
  const lineDeps = {
    ...{ scheduler, faults, aws, crashes, mayFail },
    random: createRandom(seed, 'aws'),
    declines: ({ operation, destinationId }: AwsCall) =>
      declining &&
      /^(CreateChannel|AddFlowOutputs)$/.test(operation) &&
      destinationId !== null &&
      accounts.get(destinationId)?.number === plan.declined &&
      mayFail(destinationId),
    down: () => scheduler.now() < awsDownUntil,
    ownerOf: (params: Record<string, string>, body: Record<string, unknown>) => ownerOf(aws, params, body),
    onSend(call: AwsCall) {
      awsCalls += 1;
      checkAll((each) => each.onSend?.(call));
    },
    onFault(call: AwsCall, fault: string) {
      tell(`${call.process} ${call.operation} ${call.destinationId ?? ''}: ${fault}`);
      if (!call.destinationId) return;
      const account = sim.accountOf(call.destinationId);
      account.failures.add(fault);
      account.touchedAt = scheduler.now();
    },
    onArrival(call: AwsCall) {
      if (options.tell && !/^(List|Describe)/.test(call.operation)) {
        tell(
          `${call.process} ${call.operation} ${call.destinationId ?? ''} ${JSON.stringify(call.params)} → ${call.status}`,
        );
      }
      ruin(call);
      if (call.status !== null && call.status < 300) sim.deeds.push(call);
      checkAll((each) => each.onArrival?.(call));
    },
  };

  /** What AWS began may end badly. */
  function ruin({ operation, destinationId, params }: AwsCall): void {
    const bad = { CreateChannel: 'CREATE_FAILED', UpdateChannel: 'UPDATE_FAILED' } as const;
    const end = bad[operation as keyof typeof bad];
    if (!end || !destinationId || !mayFail(destinationId) || !faults.strikes(end)) return;
    const id = params['ChannelId'] ?? thingsOf(sim, destinationId).channels.at(-1)?.id ?? '';
    if (endBadly(aws.world, id)) sim.accountOf(destinationId).failures.add(end);
  }

  function spawn(slot: number): void {
    born += 1;
    const name = `p${slot}.${born}`;
    const process = createSimProcess(scheduler, name, () => {
      running.delete(name);
      const delayMs = faults.ceased ? 1_000 : network.between(500, 20_000);
      scheduler.after(delayMs, `spawn ${slot}`, () => spawn(slot));
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
        hears: plan.hears,
      },
      random: () => random.next(),
      newId() {
        ids += 1;
        return `id${ids}`;
      },
      onLog(level, details, message) {
        const line = JSON.stringify({ level, message, ...details }, errorsToo);
        tell(`${name} ${line}`);
        checkAll((each) => each.onLog?.(line));
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

  function targetOf(act: Act): string | null {
    const list = [...accounts.keys()];
    if (plan.focus !== null && act.name !== 'start' && act.name !== 'create') return list[plan.focus] ?? null;
    return list[act.target % Math.max(1, list.length)] ?? null;
  }

  function carryOut(act: Act): void {
    bump(acts, act.name);
    const targetId = targetOf(act);
    tell(`ACT #${act.index} ${act.name} ${targetId ?? ''}`);
    const each = [...running.values()];
    const chosen = each[act.target % Math.max(1, each.length)];
    switch (act.name) {
      case 'kill':
        chosen?.process.kill();
        return;
      case 'stop process':
        faults.count(act.name);
        chosen?.process.stopFor(1_000 + act.amount * 30_000);
        return;
      case 'clock jump':
        faults.count(act.name);
        chosen?.process.jump((act.amount - 0.4) * 120_000);
        return;
      case 'aws down':
        faults.count(act.name);
        awsDownUntil = scheduler.now() + act.amount * 180_000;
        return;
      case 'table down':
        faults.count(act.name);
        tableDownUntil = scheduler.now() + act.amount * 60_000;
        return;
    }
    if (isOutside(act)) {
      check('the world', () => lendHand(sim, act, targetId));
      return;
    }
    if (!chosen?.lunora) return;
    if (targetId) {
      const account = sim.accountOf(targetId);
      account.touchedAt = scheduler.now();
      if (/start|retry|restart/.test(act.name)) account.startsAsked += 1;
    }
    if (act.name === 'start all') for (const account of accounts.values()) account.startsAsked += 1;
    operate(chosen.lunora, act, targetId).then(
      (userErrors) => checkAll((each) => each.onAnswer?.(`act-${act.index}`, userErrors)),
      (error: unknown) => tell(`refused: ${String(error)}`),
    );
  }

  truth.onFolded(({ changes }) => {
    for (const { type, record } of changes) if (type === 'destination' && record) visit(record);
  });

  /** The cell of the planner that this destination stands in now. */
  function visit(destination: Destination): void {
    const { condition, work } = destination;
    const idleMs = condition.idleSince ? scheduler.now() - Date.parse(condition.idleSince) : 0;
    const bare = work.channel === null && work.output === null;
    const reclaim = bare || idleMs >= plan.idleCleanupMs;
    bump(cells, cellOf(destination.deliveryMode, situationOf(truth.state, destination, reclaim)));
  }

  truth.onEntry(({ changes }) => {
    for (const { type, id, kind } of changes)
      if (type === 'destination' && kind === 'CREATED') sim.accountOf(id);
  });

  /** What is not on air as wished is tried again, one half is deleted, and all must come true without a trouble. */
  async function epilogue(): Promise<void> {
    tell('EPILOGUE');
    declining = false;
    let index = 1_000;
    for (const { id, condition } of [...truth.state.all('destination')]) {
      index += 1;
      const name = index % 2 === 0 ? 'delete' : condition.status === 'ERROR' ? 'retry' : null;
      if (name) await asked({ index, atMs: 0, name, target: 0, amount: 0 }, id);
    }
    await restOf(sim, broken);
    await checkAtRest();
    check('every retry succeeds when nothing fails', () => {
      for (const { id, condition } of truth.state.all('destination')) {
        if (condition.status !== 'ERROR') continue;
        throw new Error(`${id} is still ${condition.status} ${condition.reason?.code}.`);
      }
    });
  }

  /** Done by whichever process is up, until it is taken. */
  async function asked(act: Act, id: string): Promise<void> {
    for (let tries = 0; tries < 20; tries += 1) {
      const up = [...running.values()].find(({ lunora }) => lunora);
      let done = false;
      note(sim, id, act.name);
      sim.accountOf(id).startsAsked += 1;
      if (up?.lunora)
        operate(up.lunora, act, id).then(
          () => (done = true),
          () => {},
        );
      await scheduler.run(2_000, () => done || broken());
      if (done || broken()) return;
    }
  }

  for (let slot = 0; slot < plan.processes; slot += 1) spawn(slot);
  for (const act of plan.acts) scheduler.after(act.atMs, `act ${act.index}`, () => carryOut(act));

  const broken = () => failure !== null;
  await scheduler.run(plan.troubleMs, broken);
  if (!failure) {
    tell('QUIET');
    faults.cease();
    awsDownUntil = 0;
    tableDownUntil = 0;
    makeWell(sim);
    await restOf(sim, broken);
    await checkAtRest();
    if (!failure && seed % 4 === 0) await epilogue();
  }
  const result: RunResult = {
    ...{ seed, failure, acts, crashPoints, cells, awsCalls },
    traceHash: scheduler.traceHash(),
    virtualMs: scheduler.now() - startMs,
    events: scheduler.events(),
    faults: faults.counts,
    entries: truth.state.position,
  };
  for (const { process } of running.values()) process.kill();
  aws.world.close();
  return result;
}

const outside: ReadonlySet<string> = new Set([
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
]);
const isOutside = ({ name }: Act) => outside.has(name);

const errorsToo = (_: string, value: unknown) =>
  value instanceof Error ? { name: value.name, message: value.message } : value;
