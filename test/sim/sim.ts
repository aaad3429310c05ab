import type { UserError } from '../../src/domain/errors.ts';
import type { Entry } from '../../src/domain/log.ts';
import type { Item, Key, Table } from '../../src/store/table.ts';
import type { AwsCall } from './aws-call.ts';
import type { Lunora } from './boot.ts';
import type { Faults } from './faults.ts';
import type { Scheduler } from './scheduler.ts';
import type { Plan } from './script.ts';
import type { SimAws } from './sim-aws.ts';
import type { SimProcess } from './sim-process.ts';
import type { Truth } from './truth.ts';

/** What the world remembers of one destination, to judge what becomes of it. */
export interface Account {
  /** Its number in the order of creation. */
  number: number;
  /** How often somebody did what may cost a start: start, retry, restart, or took it off before it ran. */
  startsAsked: number;
  /** StartChannel, as often as AWS did it. */
  starts: number;
  /** Kinds of failure that calls for it met with, by whatever cause. */
  failures: Set<string>;
  /** What was done to it, or to what it needs, by others than Lunora. */
  hands: Set<string>;
  /** When somebody took it off air, where nobody has asked for a start since; else null. */
  takenAt: number | null;
  /** When a fault, a wish or a hand last touched it: virtual milliseconds since the epoch. */
  touchedAt: number;
}

/** All that a check may look at. */
export interface Sim {
  seed: number;
  plan: Plan;
  scheduler: Scheduler;
  faults: Faults;
  truth: Truth;
  aws: SimAws;
  accounts: Map<string, Account>;
  /** When AWS last did something it was asked to, in virtual milliseconds. */
  lastDeedAt: number;
  /** When the log last told of a look of each eye, in virtual milliseconds: clocks of processes may be wrong. */
  lookedAt: Map<string, number>;
  /** The one table that all processes share, reached without a network between. */
  table: Table;
  /** Those that run; `lunora` is null while it starts. */
  processes(): { process: SimProcess; lunora: Lunora | null }[];
  accountOf(destinationId: string): Account;
}

/** One promise, looked after while the system runs and when it has come to rest. Each hook throws a Violation. */
export interface Invariant {
  name: string;
  /** Before the entry is folded into the truth. */
  onEntry?(entry: Entry, text: string): void;
  onSend?(call: AwsCall): void;
  /** AWS has answered; `call.status` tells what. */
  onArrival?(call: AwsCall): void;
  onLog?(line: string): void;
  /** A process was asked to change records; `done` settles once it has, or has refused. */
  onChange?(process: SimProcess, done: Promise<unknown>): void;
  /** The table now has this there, or what was there is gone. */
  onWrite?(key: Key, item: Item | null): void;
  /** An operator was answered, or refused for these reasons. */
  onAnswer?(requestId: string, userErrors: readonly UserError[]): void;
  /** All has been quiet for long. */
  atRest?(): void | Promise<void>;
}

export class Violation extends Error {
  override readonly name = 'Violation';
  constructor(
    readonly invariant: string,
    message: string,
  ) {
    super(message);
  }
}
