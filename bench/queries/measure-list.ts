import { isDeepStrictEqual } from 'node:util';
import type { Budget } from '../budget.ts';
import { listDocument } from '../documents.ts';
import type { Figures } from '../figures.ts';
import { median } from '../median.ts';
import { type Pinned, startPinned } from '../pinned.ts';
import { benchToken } from '../token-counts.ts';

interface Server {
  pinned: Pinned;
  url: string;
}

export interface ListResult {
  /** Answers per second of the server's CPU, by contender: a window per round. */
  perSecond: Map<string, number[]>;
  answerBytes: number;
}

const mostRounds = 5;
const window = { connections: 8, forMs: 2_000 };
const authorization = `Bearer ${benchToken}`;

/**
 * Answers to the list of 50 destinations that a server gives in a second of its one core, each side checking a token.
 * By the CPU it used: the same as by the clock while the core is its alone, and not misled when something else runs.
 */
export async function measureList(budget: Budget, say: (line: string) => void): Promise<ListResult> {
  const open: Pinned[] = [];
  async function start(path: string, args: object): Promise<Server> {
    const pinned = await startPinned(new URL(path, import.meta.url), 'server');
    open.push(pinned);
    return { pinned, url: await pinned.call<string>('start', args) };
  }

  try {
    const load = await startPinned(new URL('./load.ts', import.meta.url), 'client');
    open.push(load);
    const lunora = await start('../lunora/serve.ts', { destinations: 50, scopes: 0 });
    const answer = await ask(lunora.url);
    const { destinations: list } = answer.data;
    const servers = new Map([
      ['lunora', lunora],
      ['uncached', await start('../lunora/serve.ts', { destinations: 50, scopes: 0, keepAnswers: false })],
      ['yoga', await start('../peers/serve-yoga.ts', { list, change: null })],
      ['mercuriusJit', await start('../peers/serve-mercurius.ts', { list })],
    ]);
    const takeWindow = async ({ pinned, url }: Server): Promise<number> => {
      const before = await pinned.call<number>('cpu');
      const args = { url, authorization, query: listDocument, ...window };
      const answers = await load.call<number>('run', args);
      return answers / (((await pinned.call<number>('cpu')) - before) / 1e6);
    };
    for (const [name, server] of servers) {
      if (!isDeepStrictEqual(await ask(server.url), answer)) throw new Error(`${name} answers otherwise.`);
      await takeWindow(server);
    }

    say(`list of 50: ${[...servers.keys()].join(', ')}`);
    const perSecond = new Map([...servers.keys()].map((name) => [name, [] as number[]]));
    for (let round = 0; round < mostRounds && budget.allows('list50', round); round += 1) {
      const order = round % 2 === 0 ? [...servers] : [...servers].reverse();
      for (const [name, server] of order) perSecond.get(name)?.push(await takeWindow(server));
    }
    return { perSecond, answerBytes: Buffer.byteLength(JSON.stringify(answer)) };
  } finally {
    for (const each of open) await each.close();
  }
}

interface Answer {
  data: { destinations: { edges: object[] } };
}

async function ask(url: string): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    // The peers compress nothing.
    headers: { 'content-type': 'application/json', 'accept-encoding': 'identity', authorization },
    body: JSON.stringify({ query: listDocument }),
  });
  const answer = (await response.json()) as Answer;
  if (answer.data?.destinations?.edges?.length !== 50) {
    throw new Error(`${url} does not answer with the list: ${JSON.stringify(answer).slice(0, 500)}`);
  }
  return answer;
}

/** The ratios of each round, and the median of these. */
export function listFigures({ perSecond }: ListResult): Figures {
  const ratio = (over: string, under: string): number => {
    const lower = perSecond.get(under) ?? [];
    return median((perSecond.get(over) ?? []).map((each, round) => each / (lower[round] ?? Number.NaN)));
  };
  return new Map([
    ['list50.rpsVsYoga', ratio('lunora', 'yoga')],
    ['list50.rpsVsMercuriusJit', ratio('lunora', 'mercuriusJit')],
    ['list50.uncached.rpsVsYoga', ratio('uncached', 'yoga')],
    ['list50.uncached.rpsVsMercuriusJit', ratio('uncached', 'mercuriusJit')],
  ]);
}
