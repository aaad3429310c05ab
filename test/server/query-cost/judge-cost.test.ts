import { getIntrospectionQuery, parse, validate } from 'graphql';
import { beforeAll, expect, it } from 'vitest';
import { encodeId } from '../../../src/resolvers/global-id.ts';
import { schema } from '../../../src/schema/index.ts';
import { type CostJudge, createCostJudge } from '../../../src/server/query-cost/judge-cost.ts';
import { type Api, openApi } from '../../resolvers/open-api.ts';
import { channel, destination, flow, onChannel, output, preset } from '../../resolvers/sample.ts';

const maxCost = 50_000;
let api: Api;
let judge: CostJudge;
beforeAll(async () => {
  api = await openApi();
  judge = createCostJudge({ schema, maxCost, store: api.store });
  await api.keep('preset', preset('hd'));
  await api.keep('flow', flow('one'));
  await api.keep('output', ...Array.from({ length: 50 }, (_, n) => output(`output-${n}`, 'one')));
  const alerts = Array.from({ length: 10 }, (_, n) => ({
    ...{
      id: String(n),
      alertType: 'Failed RTMP Connection',
      message: 'no',
      since: '2026-11-01T10:00:00.000Z',
    },
    pipeline: '0',
  }));
  await api.keep('channel', channel('7', { alerts: alerts as never }));
  await api.keep(
    'destination',
    ...Array.from({ length: 50 }, (_, n) => destination(`d${n}`, n === 0 ? onChannel('7') : {})),
  );
});

function verdict(question: string, variableValues: Record<string, unknown> = {}) {
  const document = parse(question);
  expect(validate(schema, document)).toEqual([]);
  return judge({ document, variableValues });
}
const costs = (question: string, variables?: Record<string, unknown>) => verdict(question, variables).cost;
const isRefused = (question: string, variables?: Record<string, unknown>) =>
  verdict(question, variables).refusal !== null;

const pages = (depth: number, arguments_ = ''): string =>
  depth === 0 ? 'id' : `flow { destinations${arguments_} { nodes { ${pages(depth - 1, arguments_)} } } }`;
const everything = `
  id name platform deliveryMode protocol url backupUrl desiredState status stale observedAt billing pendingChanges version
  createdAt updatedAt srt { streamId latencyMs listenPort cidrAllowList } streamKey { fingerprint setAt version }
  tags { key value } retryPolicy { maxAttempts initialBackoffMs maxBackoffMs } health { source encoder delivery }
  statusReason { code message since deadline attempt maxAttempts nextRetryAt suggestedAction } costPerHour { amount currency }
  preset { id name width height framesPerSecond videoBitrate audioBitrate }
  flow { id arn name state source { name connected } sources { name connected } costPerHour { amount } }
  channel { id awsId arn name state role alerts { alertType message since pipeline } inputs { awsId name } }
  output { id arn name port enabled health managedBy }
  currentSession { id startedAt runningAt endedAt cost { amount } }`;

it('multiplies page sizes along the path, an object counting one and ten other values one', () => {
  expect(costs('{ destinations(first: 10) { totalCount } }')).toBe(Math.ceil(1 + 0.1 + 5));
  // The page, ten nodes with a name each, and the fifty records they are picked from.
  expect(costs('{ destinations(first: 10) { nodes { name } } }')).toBe(1 + 10 + 1 + 5);
  expect(costs('{ destinations(first: 10) { edges { node { name } } } }')).toBe(1 + 20 + 1 + 5);
});

it('refuses default pages three deep, and all that are deeper', () => {
  expect(isRefused(`{ destinations { nodes { ${pages(1)} } } }`)).toBe(false);
  expect(isRefused(`{ destinations { nodes { ${pages(2)} } } }`)).toBe(true);
  expect(isRefused(`{ destinations { nodes { ${pages(3)} } } }`)).toBe(true);
  expect(isRefused(`{ flow { destinations { nodes { ${pages(2)} } } } }`)).toBe(true);
});

it('allows 500 destinations with all that is behind each', () => {
  expect(isRefused(`{ destinations(first: 500) { totalCount asOf nodes { ${everything} } } }`)).toBe(false);
  expect(isRefused(`{ destinations(first: 500) { edges { cursor node { ${everything} } } } }`)).toBe(false);
});

it('allows what tools ask to read the schema, and refuses to multiply it', () => {
  expect(isRefused(getIntrospectionQuery())).toBe(false);
  const types = 'types { fields { type { fields { type { name } } } } }';
  const many = Array.from({ length: 40 }, (_, n) => `a${n}: __schema { ${types} }`).join(' ');
  expect(isRefused(`{ ${many} }`)).toBe(true);
});

it('counts every alias, and each use of a fragment', () => {
  const page = 'destinations(first: 500) { nodes { flow { destinations { nodes { id } } } } }';
  const one = costs(`{ ${page} }`);
  expect(costs(`{ a: ${page} b: ${page} c: ${page} }`)).toBe(3 * one);
  const used = '{ a: flow { ...Page } b: flow { ...Page } c: flow { ...Page } }';
  const cost = costs(`${used} fragment Page on Flow { ${page.replace('500', '50')} }`);
  expect(cost).toBeGreaterThan(3 * 2_500);
});

it('counts a field once that several fragments ask for', () => {
  const fragment = (name: string) =>
    `fragment ${name} on Query { destinations(first: 500) { nodes { flow { destinations { nodes { id } } } } } }`;
  expect(costs(`{ ...A ...B } ${fragment('A')} ${fragment('B')}`)).toBe(costs(`{ ...A } ${fragment('A')}`));
});

it('takes page sizes from variables and their defaults, and no more than a page may have', () => {
  const question = 'query ($first: Int = 10) { destinations(first: $first) { nodes { name } } }';
  expect(costs(question)).toBe(costs('{ destinations(first: 10) { nodes { name } } }'));
  expect(costs(question, { first: 300 })).toBe(costs('{ destinations(first: 300) { nodes { name } } }'));
  expect(costs(question, { first: null })).toBe(costs('{ destinations { nodes { name } } }'));
  expect(costs(question, { first: 1e9 })).toBe(costs('{ destinations(first: 500) { nodes { name } } }'));
  expect(costs('query ($l: Int) { destinations(last: $l) { nodes { name } } }', { l: 300 })).toBe(
    costs('{ destinations(last: 300) { nodes { name } } }'),
  );
});

it('counts what @skip and @include leave', () => {
  const deep = `destinations { nodes { ${pages(2)} } }`;
  const question = `query ($deep: Boolean! = false) { presets { id } ... @include(if: $deep) { ${deep} } }`;
  expect(isRefused(question)).toBe(false);
  expect(isRefused(question, { deep: true })).toBe(true);
  expect(isRefused(question, { deep: false })).toBe(false);
  const skipped = question.replace('Boolean!', 'Boolean').replace('@include', '@skip');
  expect(isRefused(skipped, { deep: true })).toBe(false);
  expect(verdict(skipped, { deep: null }).refusal?.extensions['code']).toBe('BAD_USER_INPUT');
});

it('counts lists without pages by how long they can be now', async () => {
  const outputs = 'destinations(first: 500) { nodes { flow { outputs { name } } } }';
  expect(costs(`{ ${outputs} }`)).toBeGreaterThan(500 * 50);
  const before = costs('{ presets { name } }');
  await api.keep('preset', ...Array.from({ length: 10 }, (_, n) => preset(`more-${n}`)));
  expect(costs('{ presets { name } }')).toBe(before + 11);
  const ids = Array.from({ length: 100 }, () => encodeId('Destination', 'd0'));
  expect(costs('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })).toBe(110);
});

it('counts of an interface the costliest type alone', () => {
  const of = (type: string, fields: string) => `... on ${type} { ${fields} }`;
  const destinations = of('Flow', 'destinations { nodes { name } }');
  const ask = (fragments: string) => `{ node(id: "x") { ${fragments} } }`;
  expect(costs(ask(`${destinations} ${of('Preset', 'name')}`))).toBe(costs(ask(destinations)));
});

it('counts what a mutation answers with, a bulk call by what it names', () => {
  const stop = (of: string, about: string) =>
    `mutation { stopDestinations(input: { ${of} }) { results { ${about} } } }`;
  const deep = `destination { ${pages(2)} }`;
  expect(isRefused(stop('ids: ["a"]', deep))).toBe(false);
  expect(isRefused(stop('all: true', deep))).toBe(true);
  expect(
    isRefused(stop('all: true', 'destinationId userErrors { code message } destination { status }')),
  ).toBe(false);
});

it('counts a message of a subscription for each record that it begins with', () => {
  const about = (fields: string, given = '') =>
    `subscription { destinationChanged${given} { kind destination { ${fields} } } }`;
  expect(isRefused(about(everything))).toBe(false);
  expect(isRefused(about(pages(1)))).toBe(false);
  expect(isRefused(about(pages(2)))).toBe(true);
  // At every change, however few there are to begin with.
  expect(isRefused(about(`${pages(1, '(first: 500)')} id`))).toBe(false);
  const two = 'flow { destinations { nodes { flow { destinations(first: 400) { nodes { id } } } } } }';
  expect(isRefused(about(two, '(ids: ["x"])'))).toBe(true);
});

it('names the cost and the bound', () => {
  const { cost, refusal } = verdict(`{ destinations { nodes { ${pages(2)} } } }`);
  expect(refusal?.message).toContain(String(cost));
  expect(refusal?.message).toContain(String(maxCost));
  expect(refusal?.extensions).toMatchObject({ code: 'COST_EXCEEDED', cost, maxCost });
});

it('counts the records that a field goes through, however few it answers with', () => {
  const many = Array.from({ length: 400 }, (_, n) => `a${n}: quotas { used }`).join(' ');
  expect(costs(`{ ${many} }`)).toBeGreaterThan(400 * 9);
});
