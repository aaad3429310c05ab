import fc from 'fast-check';
import { createSourceEventStream, type DocumentNode, execute, parse } from 'graphql';
import { expect, it } from 'vitest';
import { findConsequences } from '../../../src/domain/find-consequences.ts';
import { mediaLiveEye } from '../../../src/domain/observe-eye.ts';
import type { LogStream } from '../../../src/pubsub/stream.ts';
import type { Viewer } from '../../../src/resolvers/context.ts';
import { encodeId } from '../../../src/resolvers/global-id.ts';
import { schema } from '../../../src/schema/index.ts';
import { type Api, admin, openApi } from '../../resolvers/open-api.ts';
import { arnOf } from '../../resolvers/sample.ts';
import { selectAll } from './select-all.ts';
import { decide, flowNames, ids, type Step, step } from './world.ts';

type Watched = keyof typeof ids;

const typeNames = {
  destination: 'Destination',
  channel: 'Channel',
  flow: 'Flow',
  output: 'FlowOutput',
} as const;
const filtersByFlow: ReadonlySet<Watched> = new Set(['destination', 'output']);

const scope = fc.option(fc.subarray(flowNames), { nil: null });
const filter = fc.record({ some: fc.option(fc.nat()), flow: fc.option(fc.constantFrom(...flowNames)) });
const subscriber = fc.record({ scope, filter });
/** What the process that answers can vouch for: it is another one, has lost its table, or an eye is silent. */
const instants = ['2026-11-01T11:00:00.000Z', '2026-11-01T11:30:00.000Z'] as const;
const unobserved = fc.option(
  fc.record({
    all: fc.constantFrom(null, ...instants),
    eyes: fc.dictionary(fc.constantFrom(mediaLiveEye, ...ids.flow), fc.constantFrom(...instants)),
  }),
  { nil: undefined, freq: 2 },
);
/** Decisions made at once stand in one entry. */
const course = fc.array(
  fc.record({ group: fc.array(step, { minLength: 1, maxLength: 3 }), drops: fc.boolean(), unobserved }),
  { minLength: 1, maxLength: 14 },
);

interface Message {
  kind: string;
  cursor: string;
  id: string | null;
  record: { id: string } | null;
}

/** Keeps a map from a stream as docs/realtime.md says, over drops. */
class Follower {
  readonly map = new Map<string, unknown>();
  private cursor: string | null = null;
  private stream: LogStream<unknown> | null = null;
  private snapshot: Set<string> | null = null;
  private readonly document: DocumentNode;

  constructor(
    private readonly api: Api,
    private readonly viewer: Viewer,
    type: Watched,
    private readonly variables: object,
  ) {
    const args = filtersByFlow.has(type) ? [', $flowId: ID', ', flowId: $flowId'] : ['', ''];
    this.document = parse(
      `subscription ($after: Cursor, $ids: [ID!]${args[0]}) {
        change: ${type}Changed(after: $after, ids: $ids${args[1]}) { kind cursor id: recordId record: ${type} ${selectAll(typeNames[type])} }
      }`,
    );
  }

  drop(): void {
    void this.stream?.return?.();
    this.stream = null;
  }

  async catchUp(): Promise<void> {
    const variableValues = { ...this.variables, after: this.cursor };
    const { document, viewer, api } = this;
    this.stream ??= (await createSourceEventStream({
      ...{ schema, document, variableValues, contextValue: api.context(viewer) },
    })) as LogStream<unknown>;
    for (let next = await this.stream.nextKnown(); next && !next.done; next = await this.stream.nextKnown()) {
      const contextValue = api.context(viewer);
      const { data, errors } = await execute({
        ...{ schema, document, variableValues, contextValue, rootValue: next.value },
      });
      if (errors) throw errors[0];
      this.keep(JSON.parse(JSON.stringify(data?.['change'])) as Message);
    }
  }

  private keep({ kind, cursor, id, record }: Message): void {
    this.cursor = cursor;
    if (kind === 'RESYNC') this.snapshot = new Set();
    if (kind === 'SNAPSHOT' && id) {
      this.snapshot ??= new Set();
      this.snapshot.add(id);
    }
    if (kind === 'BOOKMARK') {
      for (const known of this.snapshot ? [...this.map.keys()] : [])
        if (!this.snapshot?.has(known)) this.map.delete(known);
      this.snapshot = null;
    }
    if (id && record) {
      if (kind === 'CREATED' && this.map.has(id)) throw new Error(`${id} is CREATED twice.`);
      if (kind === 'UPDATED' && !this.map.has(id)) throw new Error(`${id} is UPDATED without CREATED.`);
      this.map.set(id, record);
    }
    if (id && kind === 'DELETED' && !this.map.delete(id))
      throw new Error(`${id} is DELETED and was not there.`);
  }
}

const lists = {
  destination: `query ($ids: [ID!]!) { list: nodes(ids: $ids) { ... on Destination ${selectAll('Destination')} } }`,
  channel: `query ($ids: [ID!]!) { list: nodes(ids: $ids) { ... on Channel ${selectAll('Channel')} } }`,
  flow: `query ($ids: [ID!]!) { list: nodes(ids: $ids) { ... on Flow ${selectAll('Flow')} } }`,
  output: `query ($ids: [ID!]!) { list: nodes(ids: $ids) { ... on FlowOutput ${selectAll('FlowOutput')} } }`,
};

async function listOf(
  api: Api,
  viewer: Viewer,
  type: Watched,
  wanted: string[] | null,
  flowName: string | null,
) {
  const all = wanted ?? ids[type].map((id) => encodeId(typeNames[type], id));
  const { data, errors } = await api.ask<{ list: ({ id: string } | null)[] }>(
    lists[type],
    { ids: all },
    viewer,
  );
  expect(errors).toEqual([]);
  const ofFlow = (id: string) => {
    const index = ids[type].indexOf(Buffer.from(id, 'base64').toString().split(':').slice(1).join(':'));
    const record = api.store.state.get(type, ids[type][index] ?? '');
    return (
      flowName === null ||
      !filtersByFlow.has(type) ||
      (record && 'flowId' in record && record.flowId === arnOf(flowName))
    );
  };
  return new Map(data.list.flatMap((record) => (record && ofFlow(record.id) ? [[record.id, record]] : [])));
}

type Valued<A> = A extends fc.Arbitrary<infer Value> ? Value : never;

/** A destination leaves a channel that was never seen, in the entry in which the channel is seen. */
const leavesUnseenChannel: [Valued<typeof subscriber>[], Valued<typeof course>] = (() => {
  const d1 = { do: 'destination', id: 'd1', flow: 'one', output: null, preset: null, name: 'a' } as const;
  const group: Step[][] = [
    [{ ...d1, channel: 'c1', running: false, quiet: false }],
    [
      { ...d1, channel: null, output: ids.output[0] as string, running: false, quiet: true },
      { do: 'channel', id: 'c1', inputs: [], state: 'IDLE' },
    ],
    [{ do: 'eye', id: 'medialive', stale: false }],
  ];
  const steps = group.map((each, at) => ({ group: each, drops: at === 0, unobserved: undefined }));
  return [[{ scope: null, filter: { some: null, flow: null } }], steps];
})();

for (const type of Object.keys(ids) as Watched[]) {
  it(`keeps from ${type}Changed just what a list shows, in every field and for every scope`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(subscriber, { minLength: 1, maxLength: 4 }),
        course,
        async (subscribers, steps) => {
          const api = await openApi({}, findConsequences);
          const followers = subscribers.map(({ scope: flows, filter: { some, flow } }) => {
            const viewer: Viewer = flows ? { ...admin, flowIds: flows.map(arnOf) } : admin;
            const wanted = some === null ? null : ids[type].filter((_, index) => (some >> index) % 2 === 1);
            const globalIds = wanted?.map((id) => encodeId(typeNames[type], id));
            const variables = { ids: globalIds, flowId: flow && encodeId('Flow', arnOf(flow)) };
            return { viewer, globalIds, flow, follower: new Follower(api, viewer, type, variables) };
          });
          for (const { follower } of followers) await follower.catchUp();
          for (const { group, drops, unobserved: since } of steps) {
            if (since) api.setUnobserved(since.all, since.eyes);
            await Promise.all(group.map((one) => api.store.change(decide(one))));
            for (const { follower, viewer, globalIds, flow } of followers) {
              if (drops) follower.drop();
              else {
                await follower.catchUp();
                const list = await listOf(api, viewer, type, globalIds ?? null, flow);
                expect(Object.fromEntries(follower.map)).toEqual(Object.fromEntries(list));
              }
            }
          }
          for (const { follower, viewer, globalIds, flow } of followers) {
            await follower.catchUp();
            const list = await listOf(api, viewer, type, globalIds ?? null, flow);
            expect(Object.fromEntries(follower.map)).toEqual(Object.fromEntries(list));
            follower.drop();
          }
        },
      ),
      { numRuns: 60, examples: [leavesUnseenChannel] },
    );
  });
}
