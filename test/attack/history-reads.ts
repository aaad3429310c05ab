import type { LogEvent } from '../../src/domain/log.ts';
import type { AttackOptions, AttackReport } from './attack.ts';
import { attackTokens, startVictim, type Victim } from './start-victim.ts';

const aliases = 100;
const requests = 10;

/** Readers of all history at once: everybody's mutations go through meanwhile, and the engine's own writes. */
export async function attack({ long }: AttackOptions): Promise<AttackReport> {
  await using victim = await startVictim();
  await fillHistory(victim, long ? 6_000 : 1_500);
  const alone = await writeUntil(victim, Promise.resolve(), long ? 50 : 10);

  const startedAt = performance.now();
  const fields = Array.from(
    { length: aliases },
    (_, n) => `a${n}: events(first: 1, filter: { actor: "x${n}" }) { nodes { id } }`,
  );
  const distinct = Array.from(
    { length: aliases },
    (_, n) =>
      `a${n}: sessions(first: ${1 + n}) { nodes { id } } b${n}: events(last: ${1 + n}) { nodes { id } }`,
  );
  const reading = Promise.all(
    Array.from({ length: requests }, (_, n) =>
      victim.ask(`{ ${(n % 2 ? distinct : fields).join(' ')} }`, attackTokens.viewer),
    ),
  );
  const during = await writeUntil(victim, reading, 10);
  const answers = await reading;
  const codes = new Set(answers.flatMap(({ codes }) => codes));
  codes.delete('RATE_LIMITED');
  if (codes.size > 0) throw new Error(`The readers were told ${[...codes].join()}.`);
  return {
    name: 'history reads',
    figures: {
      'requests of 100 aliases at once': requests,
      'answered whole': answers.filter((answer) => answer.codes.length === 0).length,
      'readers answered after ms': Math.round(performance.now() - startedAt),
      'writes meanwhile': during.count,
      'writes refused': 0,
      'longest write ms': Math.round(during.longestMs),
      'longest write alone ms': Math.round(alone.longestMs),
    },
  };
}

async function fillHistory({ app }: Victim, entries: number): Promise<void> {
  const event: LogEvent = {
    at: new Date().toISOString(),
    ...{ actor: 'ann', actorType: 'TOKEN', requestId: 'attack', kind: 'SYSTEM' },
    ...{ subjectType: null, subjectId: null, subjectName: null, flowId: null },
    ...{ message: 'x'.repeat(200), changes: [] },
  };
  for (let told = 0; told < entries; told += 250) {
    const events = Array.from({ length: 250 }, () => event);
    await app.store.change(() => ({ changes: [], events, value: null }));
  }
  await app.store.checkpoint();
}

/** Mutations of an operator and writes such as the engine's, one after the other, until `work` is over. */
async function writeUntil({ ask, app }: Victim, work: Promise<unknown>, atLeast: number) {
  let over = false;
  void work.finally(() => {
    over = true;
  });
  let [count, longestMs] = [0, 0];
  for (; count < atLeast || !over; count += 1) {
    const startedAt = performance.now();
    const name = `Preset ${Math.random()}`;
    const { status, codes } = await ask(
      `mutation { createPreset(input: { name: "${name}", width: 640, height: 360, framesPerSecond: 30,
        videoBitrate: 800000 }) { preset { id } userErrors { code } } }`,
      attackTokens.operator,
    );
    if (status !== 200 || codes.length > 0)
      throw new Error(`A mutation was answered ${status} ${codes.join()}.`);
    await app.store.change((state) => {
      const mine = [...state.all('preset')].filter((preset) => preset.name === name);
      const changes = mine.map(({ id }) => ({
        type: 'preset',
        id,
        kind: 'DELETED',
        record: null,
        flowId: null,
      }));
      return { changes: changes as never, events: [], value: null };
    });
    longestMs = Math.max(longestMs, performance.now() - startedAt);
  }
  return { count, longestMs };
}
