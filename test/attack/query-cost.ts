import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSocket } from '../_kit/graphql-socket.ts';
import { type RunningProcess, startProcess } from '../_kit/start-process.ts';

const tokens = { operator: 'fake-operator-token-0000', viewer: 'fake-viewer-token-0000' };
/** Bounds on what other clients notice. */
const mutationWithinMs = 10_000;
const attackersAtOnce = 3;
const residentAtMost = 700 * 1024 * 1024;

const nested = (depth: number): string =>
  depth === 0 ? 'id' : `flow { destinations { nodes { ${nested(depth - 1)} } } }`;
const bare = (depth: number): string =>
  depth === 0 ? 'id' : `flow { outputs { destination { ${bare(depth - 1)} } } }`;
const many = (count: number, field: string): string =>
  Array.from({ length: count }, (_, n) => `a${n}: ${field}`).join(' ');

/** What a VIEWER may ask: lists within lists, by pages, by bare lists, by aliases, by introspection, and just within the bound. */
const questions = [
  `{ destinations { nodes { ${nested(3)} } } }`,
  `{ destinations(first: 500) { nodes { ${nested(2)} ${bare(1)} } } }`,
  `{ destinations { edges { node { ${bare(3)} } } } }`,
  `{ ${many(150, 'destinations(first: 500) { nodes { id } }')} }`,
  `{ ${many(300, 'quotas { used }')} }`,
  `{ ${many(80, '__schema { types { fields { type { fields { type { name } } } } } }')} }`,
  `{ destinations(first: 500) { nodes { ${many(900, 'name')} } } }`,
  `{ destinations { nodes { flow { destinations { nodes { ${many(30, 'name')} } } } } } }`,
  `{ destinations(first: 500) { nodes { flow { destinations(first: 100) { nodes { id } } } events(first: 1) { nodes { id } } } } }`,
];
const subscriptions = [
  `subscription { destinationChanged { destination { ${nested(3)} } } }`,
  `subscription { destinationChanged { destination { ${nested(1)} } } }`,
  `subscription { flowChanged { flow { destinations(first: 500) { nodes { ${bare(2)} } } } } }`,
];

interface Answer {
  data?: Record<string, never> | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/**
 * Asks a real process for answers that multiply, as a VIEWER, while an OPERATOR changes a destination.
 * @throws Error when a change is not answered in time, or memory grows beyond a bound
 */
export async function attack({ long }: { long: boolean }) {
  const folder = await mkdtemp(join(tmpdir(), 'lunora-attack-'));
  const lunora = startProcess('lunora', folder, {
    LUNORA_OPERATOR_TOKEN: tokens.operator,
    LUNORA_VIEWER_TOKEN: tokens.viewer,
    LUNORA_MUTATIONS_PER_SECOND: '1000',
    // A heap that an answer of millions of values would not fit into.
    NODE_OPTIONS: '--max-old-space-size=512',
  });
  try {
    const endpoint = new URL('/graphql', await lunora.serving).href;
    const figures = await besiege(endpoint, lunora, long ? 500 : 50, long ? 20_000 : 4_000);
    return { name: 'query cost', figures };
  } finally {
    await lunora.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

async function besiege(endpoint: string, lunora: RunningProcess, destinations: number, forMs: number) {
  const ids = await createDestinations(endpoint, destinations);
  const socket = openSocket(endpoint, tokens.viewer);
  const followed = subscriptions.map((query) => socket.subscribe(query));
  let open = true;
  let asked = 0;
  let refused = 0;
  const attackers = Array.from({ length: attackersAtOnce }, async () => {
    while (open) {
      const question = questions[asked % questions.length] ?? '';
      asked += 1;
      const { errors } = await ask(endpoint, tokens.viewer, question).catch((): Answer => ({}));
      if (errors?.some(({ extensions }) => extensions?.code === 'COST_EXCEEDED')) refused += 1;
    }
  });

  let slowestMs = 0;
  let changes = 0;
  const until = performance.now() + forMs;
  try {
    while (performance.now() < until) {
      const startedAt = performance.now();
      const tags = `[{ key: "n", value: "${changes}" }]`;
      const change = `mutation { updateDestination(input: { id: "${ids[changes % ids.length]}", tags: ${tags} }) { userErrors { code } } }`;
      const { errors } = await ask(endpoint, tokens.operator, change, mutationWithinMs);
      if (errors) throw new Error(`A change failed meanwhile: ${JSON.stringify(errors)}`);
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      changes += 1;
    }
  } finally {
    open = false;
    await socket.dispose().catch(() => {});
  }
  await Promise.all(attackers);
  const resident = await residentBytes(endpoint);
  if (resident > residentAtMost) throw new Error(`It takes ${resident} bytes after the attack.`);
  const refusals = followed.filter(({ all }) => all.some(({ errors }) => errors !== undefined)).length;
  if (refused === 0 || refusals === 0) throw new Error('Nothing was refused.');
  return {
    ...{ destinations, questions: asked, refused, 'subscriptions refused': refusals, changes },
    'slowest change, ms': Math.round(slowestMs),
    'resident, MB': Math.round(resident / 1024 / 1024),
    pid: lunora.pid,
  };
}

async function createDestinations(endpoint: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 50) {
    const input = (name: number) =>
      `createDestination(input: { name: "Attacked ${name}", platform: YOUTUBE, streamKey: "fake-key-${name}-0000" }) { destination { id } userErrors { code message } }`;
    const batch = Array.from({ length: Math.min(50, count - n) }, (_, m) => `c${m}: ${input(n + m)}`);
    const { data, errors } = await ask(endpoint, tokens.operator, `mutation { ${batch.join(' ')} }`, 60_000);
    if (!data) throw new Error(`No destinations were made: ${JSON.stringify(errors)}`);
    for (const made of Object.values(data) as { destination: { id: string } }[])
      ids.push(made.destination.id);
  }
  return ids;
}

async function ask(endpoint: string, token: string, query: string, withinMs = 60_000): Promise<Answer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(withinMs),
  });
  return (await response.json()) as Answer;
}

async function residentBytes(endpoint: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', endpoint))).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
}
