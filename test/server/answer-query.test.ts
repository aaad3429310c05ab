import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEdge, tokens } from './edge.ts';

let edge: Awaited<ReturnType<typeof startEdge>>;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.close());

type Headers = Record<string, string>;

/** Status, headers and body of an answer, without what is of its moment. */
async function ask(path: string, body: unknown, headers: Headers = {}) {
  const answer = await fetch(edge.url + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${tokens.admin}`,
      'x-request-id': 'same',
      ...headers,
    },
  });
  const { date: _date, ...shown } = Object.fromEntries(answer.headers);
  return { status: answer.status, headers: shown, body: await answer.text() };
}

const counted = async (outcome: string) => {
  const { values } = await edge.metrics.operations.get();
  return values.filter(({ labels }) => labels.outcome === outcome).reduce((sum, { value }) => sum + value, 0);
};

const graphqlJson = { accept: 'application/graphql-response+json' };
const rows: [string, unknown, Headers?][] = [
  ['a query', { query: '{ hello nested { hello } }' }],
  ['a query that takes GraphQL’s own type', { query: '{ hello }' }, graphqlJson],
  ['a query that takes either', { query: '{ hello }' }, { accept: 'application/json, text/plain;q=0.5' }],
  ['a query that takes neither', { query: '{ hello }' }, { accept: 'text/html' }],
  ['a query of a web page', { query: '{ hello }' }, { origin: 'https://allowed.example' }],
  ['variables', { query: 'query ($a: Int!) { add(a: $a, b: 1) }', variables: { a: 2 } }],
  ['variables that are null', { query: '{ hello }', variables: null, operationName: null }],
  ['one of two operations', { query: 'query A { hello } query B { whoAmI }', operationName: 'B' }],
  ['no word which of two', { query: 'query A { hello } query B { whoAmI }' }],
  ['a variable of another type', { query: 'query ($a: Int!) { add(a: $a, b: 1) }', variables: { a: 'x' } }],
  ['a missing variable', { query: 'query ($a: Int!) { add(a: $a, b: 1) }' }, graphqlJson],
  ['an error of ours', { query: '{ hello refuses(code: "FORBIDDEN") }' }],
  ['an error of ours and no data', { query: '{ whoAmI nothing }' }, graphqlJson],
  ['an error nobody foresaw', { query: '{ hello breaks }' }, graphqlJson],
  ['a value that is none', { query: '{ kind }' }],
  ['an unknown field', { query: '{ helo }' }],
  ['an unknown field, in GraphQL’s own type', { query: '{ helo }' }, graphqlJson],
  ['no GraphQL', { query: '{' }],
  ['no GraphQL, in its own type', { query: '{' }, graphqlJson],
  ['too deep a document', { query: `{ ${'nested { '.repeat(13)} hello ${'} '.repeat(13)} }` }],
  ['introspection', { query: '{ __schema { queryType { name } } }' }],
  ['a subscription', { query: 'subscription { broken }' }],
  ['no JSON', '{'],
  ['a list', [{ query: '{ hello }' }]],
  ['nothing', 'null'],
  ['a text', '"{ hello }"'],
  ['no query', { variables: {} }],
  ['a query that is no text', { query: 7 }],
  ['variables in a list', { query: '{ hello }', variables: [1] }],
  ['variables that are a text', { query: '{ hello }', variables: '{}' }],
  ['an operation that is no text', { query: '{ hello }', operationName: 7 }],
  ['extensions', { query: '{ hello }', extensions: { of: 'mine' } }],
  ['a parameter there is not', { query: '{ hello }', other: 1 }],
  ['a prototype', '{"query":"{ hello }","__proto__":{"other":1}}'],
  ['a query as text', '{ hello }', { 'content-type': 'application/graphql' }],
  ['JSON by another name', { query: '{ hello }' }, { 'content-type': 'application/graphql+json' }],
  [
    'a content type with a charset',
    { query: '{ hello }' },
    { 'content-type': 'application/json; charset=utf-8' },
  ],
  ['another charset', { query: '{ hello }' }, { 'content-type': 'application/json; charset=latin1' }],
];

it.each(rows)('is answered as all of Yoga does: %s', async (_what, body, headers) => {
  // A URL with a query is the same place, and not plain.
  expect(await ask('/graphql', body, headers)).toEqual(await ask('/graphql?all=yoga', body, headers));
});

it('is counted once, however it goes', async () => {
  for (const [query, outcome] of [
    ['{ once: hello }', 'ok'],
    ['{ once: breaks }', 'errors'],
    ['mutation { once: touch }', 'ok'],
  ] as const) {
    const before = await counted(outcome);
    await ask('/graphql', { query });
    expect(await counted(outcome)).toBe(before + 1);
  }
});

it('is logged once where nobody foresaw it', async () => {
  const before = edge.lines.length;
  await ask('/graphql', { query: '{ once: breaks }' });
  expect(edge.lines.slice(before).filter((line) => line.includes('internal detail'))).toHaveLength(1);
});

it('changes once what it changes', async () => {
  const touched = async () =>
    JSON.parse((await ask('/graphql', { query: 'mutation { touch }' })).body).data.touch as number;
  const first = await touched();
  expect(await touched()).toBe(first + 1);
});
