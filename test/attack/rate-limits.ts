import type { AttackOptions, AttackReport } from './attack.ts';
import { type Answer, attackTokens, startVictim, type Victim } from './start-victim.ts';

/** As in src/config.ts, where nothing is set. */
const changesPerSecond = 50;
const changesAtOnce = 4 * changesPerSecond;
const queriesAtOnce = 40;
const failedAtOnce = 10;
const senders = 8;

/** Floods of changes in the shapes that were once counted as one, of queries, and of guessed tokens. */
export async function attack({ long }: AttackOptions): Promise<AttackReport> {
  await using victim = await startVictim({
    LUNORA_QUERIES_PER_SECOND: String(queriesAtOnce / 4),
    LUNORA_FAILED_SIGN_INS_PER_MINUTE: String(failedAtOnce),
  });
  const forMs = long ? 8_000 : 1_500;
  const fields = Array.from(
    { length: 100 },
    (_, n) => `f${n}: retryDestination(input: { id: "none" }) { userErrors { code } }`,
  );
  const viaFragment = await flood(victim, forMs, 100, {
    query: `mutation { ...F } fragment F on Mutation { ${fields.join(' ')} }`,
    token: attackTokens.operator,
  });
  const viaIds = await flood(victim, forMs, 100, {
    query: 'mutation ($ids: [ID!]) { stopDestinations(input: { ids: $ids }) { userErrors { code } } }',
    variables: { ids: Array.from({ length: 100 }, (_, n) => `none${n}`) },
    token: attackTokens.admin,
  });
  const queries = await Promise.all(
    Array.from({ length: 3 * queriesAtOnce }, () => victim.ask('{ viewer { role } }', attackTokens.viewer)),
  );
  const answered = countWhole(queries);
  if (answered > 2 * queriesAtOnce) throw new Error(`${answered} queries at once were answered.`);
  const guesses: Answer[] = [];
  for (let n = 0; n < 3 * failedAtOnce; n += 1)
    guesses.push(await victim.ask('{ viewer { role } }', `guess-${n}`));
  const looked = guesses.filter(({ status }) => status === 401).length;
  if (looked > 2 * failedAtOnce) throw new Error(`${looked} guessed tokens were looked at.`);
  const known = await victim.ask('mutation { sync { userErrors { code } } }', attackTokens.admin);
  if (known.status === 401) throw new Error('Who was in was kept out.');
  const refused = [...queries, ...guesses, ...viaFragment.refused, ...viaIds.refused];
  expectHeaders(refused.filter(({ status }) => status === 429));
  return {
    name: 'rate limits',
    figures: {
      'changes a second by fragments': viaFragment.perSecond,
      'changes a second by ids': viaIds.perSecond,
      'queries answered of those sent at once': `${answered} of ${queries.length}`,
      'guessed tokens looked at': `${looked} of ${guesses.length}`,
    },
  };
}

interface Flood {
  query: string;
  variables?: object;
  token: string;
}

/** Sends the same from all sides for a while. @throws Error when more was carried out than the limit allows */
async function flood({ ask }: Victim, forMs: number, cost: number, { query, variables, token }: Flood) {
  const startedAt = performance.now();
  const refused: Answer[] = [];
  let done = 0;
  async function send(): Promise<void> {
    while (performance.now() - startedAt < forMs) {
      const answer = await ask(query, token, variables ? { variables } : {});
      if (answer.status === 200 && answer.codes.length === 0) done += cost;
      else refused.push(answer);
    }
  }
  await Promise.all(Array.from({ length: senders }, send));
  const seconds = (performance.now() - startedAt) / 1_000;
  const allowed = changesAtOnce + seconds * changesPerSecond + cost;
  if (done > allowed)
    throw new Error(`${done} changes in ${seconds.toFixed(1)} s: ${Math.round(allowed)} are allowed.`);
  return { refused, perSecond: Math.round(done / seconds) };
}

const countWhole = (answers: Answer[]): number =>
  answers.filter(({ status, codes }) => status === 200 && codes.length === 0).length;

function expectHeaders(answers: Answer[]): void {
  if (answers.length === 0) throw new Error('Nothing was refused.');
  for (const { headers } of answers) {
    for (const name of ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']) {
      if (!headers.get(name)) throw new Error(`A 429 came without ${name}.`);
    }
  }
}
