import { setTimeout as wait } from 'node:timers/promises';
import { decodeCursor } from '../../src/domain/cursor.ts';
import type { Table } from '../../src/store/table.ts';
import type { EmulatorClients } from '../_kit/emulator-clients.ts';
import { createRandom, type Random } from '../_kit/seeded-random.ts';
import { readTruth } from '../cluster/read-truth.ts';
import { type Follower, startFollower } from '../cluster/start-follower.ts';
import { countActs } from './count-acts.ts';
import { findDoubled, judge } from './judge.ts';
import { operate } from './operate.ts';
import { readAws } from './read-aws.ts';
import { readRecords } from './read-records.ts';
import { settle } from './settle.ts';
import type { KilledLunora } from './start-lunora.ts';

/** Kills fall within this long after the start of a process, or after it began to lead. */
const startingMs = 3_000;
const leadingMs = 3_000;
const settleWithinMs = 90_000;
const leadsWithinMs = 60_000;

export interface Killed {
  /** What should not be, a sentence each. */
  troubles: string[];
  kills: number;
  /** Kills of a process that led, and those that left a call to AWS announced and its answer not recorded. */
  led: number;
  midAct: number;
  /** Mutations asked for, and requests that a kill left without an answer. */
  mutations: number;
  unanswered: number;
  destinations: number;
  /** Log entries that each follower was told without a gap, and how often the two of them connected. */
  entries: number;
  connects: number;
}

interface KillOne {
  lunora: KilledLunora;
  label: string;
  kills: number;
  random: Random;
  table: Table;
  aws: EmulatorClients;
  flowArn: string;
  /** What is stopped is removed at once. */
  tidy: boolean;
  onKill(): void;
  /** To be called once all has settled; resolves once it has for everybody in the account. */
  atRest(): Promise<void>;
}

/** Kills one Lunora again and again while it is operated and followed, lets it settle, and compares all there is. */
export async function killOne(options: KillOne): Promise<Killed> {
  const { lunora, label, kills, random, table, aws, flowArn, tidy, onKill, atRest } = options;
  const troubles: string[] = [];
  let midAct = 0;
  let led = 0;

  async function killSometime(): Promise<void> {
    const leads = Promise.race([lunora.leads().then(() => true), wait(leadsWithinMs, false, { ref: false })]);
    // One that ends by itself is told of by `ends`.
    leads.catch(() => {});
    const whileStarting = random.below(5) === 0;
    const afterMs = random.below(whileStarting ? startingMs : leadingMs);
    if (whileStarting) await wait(afterMs);
    else if (!(await leads)) troubles.push(`it did not lead within ${leadsWithinMs} ms`);
    else {
      led += 1;
      await wait(afterMs);
    }
    await lunora.kill();
    onKill();
    if ((await countActs(table)) > 0) midAct += 1;
    lunora.start();
  }

  lunora.start();
  await wait(random.below(startingMs));
  await lunora.kill();
  onKill();

  lunora.start();
  await lunora.serves();
  const { installationId, asOf: start } = await readRecords(lunora.graphql);
  const followers = (['destinationChanged', 'events'] as const).map((stream) =>
    startFollower(lunora.graphql, stream, start),
  );
  const operators = [1, 2, 3].map((n) =>
    operate(lunora, `${label} ${n}`, createRandom(random.below(1_000_000))),
  );
  for (let n = 1; n < kills; n += 1) {
    await killSometime();
    troubles.push(...findDoubled(installationId, await readAws(aws, flowArn)));
  }
  const operated = await Promise.all(operators.map((operator) => operator.end()));
  const wishes = operated.flatMap((each) => each.wishes);

  // The last to be started may not be up yet, and the operators had nothing left to ask.
  await lunora.serves();
  troubles.push(...(await settle(lunora.graphql, tidy, settleWithinMs)));
  await atRest();
  const records = await readRecords(lunora.graphql);
  troubles.push(...judge(wishes, records, await readAws(aws, flowArn)));
  const { entries, lacks } = await judgeFollowers(followers, table, start);
  troubles.push(...lacks);
  await Promise.all(followers.map((follower) => follower.dispose()));
  await lunora.kill();
  return {
    troubles: [...operated.flatMap((each) => each.troubles), ...lunora.ends, ...troubles],
    ...{ kills, led, midAct, entries },
    mutations: total(operated.map(({ mutations }) => mutations)),
    unanswered: total(operated.map(({ unanswered }) => unanswered)),
    destinations: wishes.length,
    connects: total(followers.map(({ connects }) => connects())),
  };
}

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

/** Each was told exactly what the log says, in its order, nothing twice. */
async function judgeFollowers(followers: readonly Follower[], table: Table, start: string) {
  const truth = await readTruth(table, start);
  const lacks: string[] = [];
  truth.positions.forEach((position, n) => {
    if (position !== truth.from + 1 + n)
      lacks.push(`the log has ${position} where ${truth.from + 1 + n} should be`);
  });
  for (const { stream, cursors, troubles, reached } of followers) {
    const end = truth.cursors[stream].at(-1);
    if (!end) {
      lacks.push(`${stream} had nothing to tell`);
      continue;
    }
    const arrived = await Promise.race([reached(end).then(() => true), wait(15_000, false)]);
    if (!arrived) lacks.push(`${stream} never told ${readable(end)}`);
    lacks.push(...troubles.map((trouble) => `${stream} told ${JSON.stringify(trouble)}`));
    const told = cursors.slice(0, cursors.indexOf(end) + 1).map(readable);
    const wanted = truth.cursors[stream].map(readable);
    const differs = wanted.findIndex((cursor, n) => cursor !== told[n]);
    if (differs >= 0) lacks.push(`${stream} told ${told[differs]} instead of ${wanted[differs]}`);
    if (told.length > wanted.length) lacks.push(`${stream} told ${told.length} instead of ${wanted.length}`);
  }
  return { entries: truth.positions.length, lacks };
}

/** As `position.index`, so that a trouble says where. */
function readable(cursor: string): string {
  const { position, index } = decodeCursor(cursor) ?? {};
  return `${position}.${index}`;
}
