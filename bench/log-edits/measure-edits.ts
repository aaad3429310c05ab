import { Agent, request } from 'node:http';
import { benchToken } from '../token-counts.ts';
import { startFleet } from './start-fleet.ts';

/** Clients that edit at once, each a destination of its own, spread evenly over the processes. */
const editors = 60;
const warmMs = 2_000;
const roundMs = 5_000;
const rounds = 3;
/** Edits that follow one another, each at the next process. */
const inTurn = 60;

export interface EditsRound {
  /** Edits made durable and answered. */
  perSecond: number;
  p99Ms: number;
  /** The middle of edits made one after the other, each at the next process. */
  oneByOneMs: number;
}

/** The rounds by the number of processes. */
export type EditsResult = Record<1 | 3, EditsRound[]>;

const updateDocument = `mutation ($input: UpdateDestinationInput!) {
  updateDestination(input: $input) { destination { id version } userErrors { code message } }
}`;
const createDocument = `mutation ($input: CreateDestinationInput!) {
  createDestination(input: $input) { destination { id } userErrors { code message } }
}`;

/** Edits of one process and of three over a table that is 5 to 10 ms away, by rounds in turn. */
export async function measureEdits(): Promise<EditsResult> {
  const taken: EditsResult = { 1: [], 3: [] };
  const one = await openFleet(1);
  try {
    const three = await openFleet(3);
    try {
      for (let round = 0; round < rounds; round += 1) {
        const turns = [
          async () => taken[1].push(await one.round()),
          async () => taken[3].push(await three.round()),
        ];
        for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
      }
    } finally {
      await three.close();
    }
  } finally {
    await one.close();
  }
  return taken;
}

interface OpenFleet {
  round(): Promise<EditsRound>;
  close(): Promise<void>;
}

interface Payload {
  destination: { id: string } | null;
  userErrors: object[];
}

async function openFleet(processes: number): Promise<OpenFleet> {
  const fleet = await startFleet(processes);
  const agent = new Agent({ keepAlive: true });
  const urlOf = (index: number) => fleet.urls[index % fleet.urls.length] ?? '';
  const create = async (index: number) => {
    const input = { name: `edited ${index}`, platform: 'YOUTUBE', streamKey: `fake-bench-key-${index}-0000` };
    for (let tries = 1; ; tries += 1) {
      try {
        return (await ask(agent, urlOf(index), createDocument, { input })).destination?.id ?? '';
      } catch (error) {
        // The flow is known once AWS was looked at.
        if (tries === 100 || !String(error).includes('FLOW_NOT_FOUND')) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  };
  const ids: string[] = [];
  for (let index = 0; index < editors; index += 1) ids.push(await create(index));
  let edits = 0;
  const edit = async (index: number, at: number) => {
    edits += 1;
    const startedAt = performance.now();
    await ask(agent, urlOf(at), updateDocument, { input: { id: ids[index], name: `edit ${edits}` } });
    return performance.now() - startedAt;
  };
  const manyAtOnce = async (forMs: number) => {
    const startedAt = performance.now();
    const took: number[] = [];
    await Promise.all(
      ids.map(async (_, index) => {
        while (performance.now() - startedAt < forMs) took.push(await edit(index, index));
      }),
    );
    return { took, seconds: (performance.now() - startedAt) / 1_000 };
  };
  await manyAtOnce(warmMs);
  return {
    async round() {
      await manyAtOnce(warmMs / 4);
      const { took, seconds } = await manyAtOnce(roundMs);
      const oneByOne: number[] = [];
      for (let index = 0; index < inTurn; index += 1) oneByOne.push(await edit(index % editors, index));
      return {
        perSecond: took.length / seconds,
        p99Ms: quantile(took, 0.99),
        oneByOneMs: quantile(oneByOne, 0.5),
      };
    },
    async close() {
      agent.destroy();
      await fleet.close();
    },
  };
}

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;

/** @throws Error where it is refused. */
function ask(agent: Agent, url: string, query: string, variables: object): Promise<Payload> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${benchToken}` };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const answer = JSON.parse(String(Buffer.concat(chunks))) as { data?: Record<string, Payload> };
        const payload = Object.values(answer.data ?? {})[0];
        if (payload?.destination && payload.userErrors.length === 0) resolve(payload);
        else reject(new Error(`An edit was refused: ${JSON.stringify(answer)}`));
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ query, variables }));
  });
}
