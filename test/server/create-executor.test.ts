import { execute, parse, validate } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeId } from '../../src/resolvers/global-id.ts';
import { schema } from '../../src/schema/index.ts';
import { createExecutor } from '../../src/server/create-executor.ts';
import { planAnswer } from '../../src/server/plan-answer.ts';
import { type Api, openApi } from '../resolvers/open-api.ts';
import { arnOf, channel, destination, flow, onChannel, preset } from '../resolvers/sample.ts';

const operator = { name: 'operator', role: 'OPERATOR', tokenId: null, flowIds: null } as const;
const destinationId = encodeId('Destination', 'a');

type Variables = Record<string, unknown>;
/** What a question is called, the question, and its variables. */
type Row = [string, string, Variables?];

const planned: Row[] = [
  ['a list', '{ destinations(first: 50) { totalCount asOf edges { cursor node { id name status } } } }'],
  [
    'records behind records',
    '{ destinations { nodes { preset { id name } flow { id name sources { name } } channel { id state } } } }',
  ],
  [
    'what is null',
    '{ destinations { nodes { backupUrl srt { latencyMs } statusReason { code } channel { id } } } }',
  ],
  ['lists in lists', '{ flows { nodes { destinations { nodes { tags { key value } version } } } } }'],
  [
    'names of the caller’s own',
    '{ b: destinations { n: nodes { z: name a: id name: status } } a: presets { id } }',
  ],
  [
    'the same field asked for twice',
    '{ destinations { nodes { preset { id } } } destinations { totalCount nodes { preset { name } name } } }',
  ],
  [
    'fragments, also of an interface',
    `query { destinations { ...Page nodes { ... on Node { id } ... { name } ...Named } } }
     fragment Page on DestinationConnection { totalCount nodes { ...Named preset { ... on Preset { name } } } }
     fragment Named on Destination { status name }`,
  ],
  ['types by name', '{ __typename destinations { __typename nodes { __typename preset { __typename } } } }'],
  [
    'variables, and what stands for those left out',
    'query ($first: Int = 1, $of: [Platform!], $no: String) { destinations(first: $first, after: $no, filter: { platform: $of }) { nodes { name } } }',
    { of: ['YOUTUBE'] },
  ],
  [
    'what is included',
    'query ($no: Boolean = false) { presets { id @include(if: $no) name } }',
    { no: true },
  ],
  [
    'what is skipped or not included',
    `query ($no: Boolean = false) { presets { id @skip(if: true) name ...More @include(if: $no) ... @skip(if: $no) { width } } }
     fragment More on Preset { height }`,
  ],
  ['one by its id', `{ destination(id: "${destinationId}") { name } gone: destination(id: "x") { name } }`],
  ['one of several operations', 'query Other { presets { id } } query Asked { presets { name } }'],
  [
    'names that objects have',
    '{ toString: presets { constructor: name hasOwnProperty: id toJSON: version } }',
  ],
];

const handedOver: Row[] = [
  [
    'a condition that is neither true nor false',
    'query ($no: Boolean = false) { presets { id @include(if: $no) name } }',
    { no: null },
  ],
  ['any node', `{ node(id: "${destinationId}") { id ... on Destination { name } } }`],
  ['the schema', '{ __schema { queryType { name } } presets { id } }'],
  ['one type of it', '{ __type(name: "Money") { fields { name } } }'],
  ['what is read from the history', '{ presets { id } events(first: 1) { nodes { id } } }'],
  ['a name that is a prototype', '{ __proto__: presets { id } }'],
  ['an argument out of bounds', '{ presets { id } destinations(first: -1) { totalCount } }'],
  [
    'a variable of another type',
    'query ($first: Int) { destinations(first: $first) { totalCount } }',
    { first: 'x' },
  ],
  ['a variable that is missing', 'query ($id: ID!) { destination(id: $id) { name } }'],
  ['what the caller may not see', '{ presets { id } tokens { id } }'],
  ['an operation there is not', 'query Other { presets { id } }'],
];

let api: Api;
beforeAll(async () => {
  api = await openApi();
  await api.keep('preset', preset('hd'), preset('sd'));
  await api.keep('flow', flow('one'), flow('two'));
  await api.keep('channel', channel('7'));
  await api.keep(
    'destination',
    destination('a', { tags: [{ key: 'k', value: 'v' }] }),
    destination('b', { presetId: null, platform: 'TWITCH', createdAt: '2026-11-02T00:00:00.000Z' }),
    destination('c', { flowId: arnOf('two'), ...onChannel('7') }),
  );
});

const argsFor = (question: string, variableValues: Variables = {}) => ({
  schema,
  document: parse(question),
  contextValue: api.context(operator),
  variableValues,
  operationName: question.includes(' Other ') ? 'Asked' : null,
});

describe('a query with a plan', () => {
  it.each(planned)('is answered by it, and as graphql-js would: %s', async (_what, question, variables) => {
    const args = argsFor(question, variables);
    expect(validate(schema, args.document)).toEqual([]);
    const answer = planAnswer(schema, args.document, args.operationName)?.(args) ?? null;
    expect(answer, 'that the plan answers').not.toBeNull();
    expect(JSON.stringify(answer)).toBe(JSON.stringify(await execute(args)));
  });
});

const told = { kind: 'UPDATED', cursor: 'c', at: '2026-11-01T10:00:00.000Z', id: 'a' };
const events: [string, string, object, Variables?][] = [
  [
    'a change',
    'subscription { destinationChanged { kind cursor destination { id name preset { name } } } }',
    { ...told, record: destination('a') },
  ],
  [
    'what has no record',
    'subscription { destinationChanged { kind recordId destination { name } } }',
    { ...told, kind: 'DELETED', record: null },
  ],
  [
    'a silence',
    'subscription { destinationChanged { kind recordId destination { name } } }',
    { ...told, kind: 'BOOKMARK', id: null, record: null },
  ],
  [
    'what was asked for by variables',
    'subscription ($ids: [ID!], $after: String) { destinationChanged(ids: $ids, after: $after) { recordId } }',
    { ...told, record: destination('a') },
    { ids: [destinationId], after: 'c' },
  ],
  [
    'one of several operations',
    'subscription Other { flowChanged { recordId } } subscription Asked { destinationChanged { kind } }',
    { ...told, record: destination('a') },
  ],
];

describe('what a subscription tells of an event', () => {
  it.each(events)(
    'is answered by a plan, and as graphql-js would: %s',
    async (_what, question, rootValue, variables) => {
      const args = { ...argsFor(question, variables), rootValue };
      const answer = planAnswer(schema, args.document, args.operationName)?.(args) ?? null;
      expect(answer, 'that the plan answers').not.toBeNull();
      expect(JSON.stringify(answer)).toBe(JSON.stringify(await execute(args)));
    },
  );
});

it('plans by itself what each choice of a caller leaves', async () => {
  const question = `query ($events: Boolean!, $ids: Boolean!) {
    presets { name id @include(if: $ids) } events(first: 1) @include(if: $events) { nodes { id } } }`;
  const document = parse(question);
  const plan = planAnswer(schema, document, null);
  for (const ids of [true, false, true]) {
    // What waits for the history has no plan; that takes nothing from the others.
    expect(plan?.({ ...argsFor(question), variableValues: { ids, events: true } }) ?? null).toBeNull();
    const args = { ...argsFor(question), document, variableValues: { ids, events: false } };
    expect(JSON.stringify(plan?.(args))).toBe(JSON.stringify(await execute(args)));
  }
});

describe('a query that a plan cannot answer', () => {
  it.each(handedOver)('is graphql-js’s, to the byte: %s', async (_what, question, variables) => {
    const args = argsFor(question, variables);
    expect(planAnswer(schema, args.document, args.operationName)?.(args) ?? null).toBeNull();
    const run = createExecutor(schema);
    const answers = [await run(args), await run(args)];
    const answer = JSON.stringify(await execute(args));
    expect(answers.map((each) => JSON.stringify(each))).toEqual([answer, answer]);
  });

  it('is never a mutation, which happens once', async () => {
    const question =
      'mutation ($input: CreatePresetInput!) { createPreset(input: $input) { preset { name } } }';
    const input = { name: 'Once', width: 640, height: 360, framesPerSecond: 30, videoBitrate: 800_000 };
    const args = argsFor(question, { input });
    expect(planAnswer(schema, args.document, null)).toBeNull();
    const before = api.store.state.position;
    await createExecutor(schema)(args);
    expect(api.store.state.position).toBe(before + 1);
  });
});
