import { randomBytes } from 'node:crypto';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { put } from '../../src/domain/change.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { Token } from '../../src/domain/records.ts';
import { createLogger } from '../../src/logger.ts';
import { type RecordChange, watch } from '../../src/pubsub/watch.ts';
import { watchEvents } from '../../src/pubsub/watch-events.ts';
import type { ContextDeps } from '../../src/resolvers/context.ts';
import { onlyVisible } from '../../src/resolvers/query/visible.ts';
import { createSecrets } from '../../src/secrets.ts';
import type { ApiContext } from '../../src/server/api-context.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { type ServerSettings, startServer } from '../../src/server/start-server.ts';
import { openLog } from '../pubsub/outputs.ts';

export const tokens = {
  admin: 'fake-admin-token-0000',
  operator: 'fake-operator-token-0000',
  viewer: 'fake-viewer-token-0000',
};

/** The edge alone: a real server over a store in memory, with a schema that does what it is told. */
export async function startEdge({
  keepEntries = 1_000,
  ...changes
}: Partial<ServerSettings> & { keepEntries?: number } = {}) {
  const log = await openLog({ keepEntries });
  const { store, clock } = log;
  const secrets = createSecrets(randomBytes(32));
  const lines: string[] = [];
  const contexts: ApiContext[] = [];
  let madeBytes = 0;
  const contextDeps: ContextDeps = {
    store,
    clock,
    settings: {
      defaultFlowId: null,
      primaryChannelId: null,
      playbackUrl: null,
      emulated: true,
      version: '0.0.0',
      quotas: { channels: 10, pushInputs: 100 },
    },
    sealKey: secrets.sealKey,
    streamIds: secrets.streamIds,
    redact: (text) => text,
    hide: () => {},
    hash: secrets.hash,
    newId: () => 'id',
    newToken: () => ({ token: 'none', hash: 'none' }),
    lookNow() {},
    leads: () => true,
  };
  const metrics = createMetrics({ logPosition: () => store.state.position, leads: () => true });
  let ready = true;
  const server = await startServer({
    schema: edgeSchema(contexts, (text) => {
      madeBytes += text?.length ?? 0;
      return text;
    }),
    contextDeps,
    metrics,
    unreadyReasons: () => (ready ? [] : ['The table is away.', 'Nobody leads.']),
    settings: {
      host: '127.0.0.1',
      port: 0,
      tokens,
      allowedOrigins: ['https://allowed.example'],
      allowedHosts: null,
      mutationsPerSecond: 50,
      queriesPerSecond: 5_000,
      queriesPerSecondPerAddress: 5_000,
      failedSignInsPerMinute: 30,
      auditRecordsPerHour: 500,
      trustedProxies: 0,
      socketsPerToken: 10,
      operationBytesPerToken: 32 * 1024 * 1024,
      maxQueryCost: 50_000,
      maxAnswerValues: 250_000,
      graphiql: true,
      ...changes,
    },
    log: createLogger({
      level: 'debug',
      readable: false,
      redact: (text) => text,
      destination: { write: (line) => void lines.push(line) },
    }),
  });

  return {
    ...log,
    ...server,
    lines,
    contexts,
    /** How much text answers were made of so far: names, and what is long. */
    madeBytes: () => madeBytes,
    metrics,
    endpoint: `${server.url}/graphql`,
    setReady(next: boolean) {
      ready = next;
    },
    /** Keeps the token's record, changed as told; the token itself is its id. */
    keepToken: (token: string, record: Partial<Token> = {}) =>
      store.change((state, now) => {
        const next: Token = {
          id: token,
          name: token,
          role: 'OPERATOR',
          flowIds: null,
          hash: secrets.hash(token),
          expiresAt: null,
          createdAt: now,
          revokedAt: null,
          // Used of late, so that its next use writes nothing.
          lastUsedAt: now,
          ...record,
        };
        return { changes: [put(state, 'token', next)], events: [], value: null };
      }),
    post: (body: object | string, headers: Record<string, string> = {}) =>
      fetch(`${server.url}/graphql`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.admin}`, ...headers },
      }),
  };
}

const typeDefs = `
  type Query {
    hello: String
    whoAmI: String!
    requestId: String!
    nothing: String!
    add(a: Int!, b: Int!): Int!
    kind: Kind
    breaks: String
    refuses(code: String!): String
    coded: String
    nested: Nested
    long(length: Int!): String!
    outputs: [String!]!
  }
  enum Kind { ONE }
  type Nested { nested: Nested hello: String }
  type Mutation { touch: Int! startDestinations(input: BulkInput!): Int! }
  input BulkInput { ids: [ID!] flowId: ID all: Boolean }
  type Subscription {
    output(after: String, ids: [String!], flowId: String): OutputChange!
    said(after: String): String!
    ranked: String!
    mine: String!
    broken: String!
  }
  type OutputChange {
    kind: String! id: String cursor: String! name: String
    role: String! flows: String! me: String! later: String! breaks: String echo(text: String): String
    beside: [String!]! besideLater: [String!]!
  }
`;

/** Names of the outputs that stand there all the time, as far as the viewer sees them. */
const standing = (ctx: ApiContext) =>
  onlyVisible(ctx, 'output', ctx.state.all('output')).flatMap(({ id, name }) =>
    id.startsWith('standing') ? name : [],
  );

function edgeSchema(
  contexts: ApiContext[],
  made: <T extends string | undefined>(text: T) => T,
): GraphQLSchema {
  let touched = 0;
  return createSchema<ApiContext>({
    typeDefs,
    resolvers: {
      Query: {
        hello: () => 'world',
        whoAmI: (_root, _args, { viewer }) => `${viewer.name} ${viewer.role}`,
        requestId: (_root, _args, { requestId }) => requestId,
        nothing: () => null,
        add: (_root, { a, b }: { a: number; b: number }) => a + b,
        kind: () => 'TWO',
        breaks() {
          throw new Error('internal detail');
        },
        refuses(_root, { code }: { code: 'FORBIDDEN' }) {
          throw new DomainError(code, `refused with ${code}`);
        },
        coded() {
          throw new GraphQLError('no', { extensions: { code: 'FORBIDDEN' } });
        },
        nested: () => ({}),
        long: (_root, { length }: { length: number }) => made('x'.repeat(length)),
        outputs: (_root, _args, ctx) => standing(ctx),
      },
      Nested: { nested: () => ({}), hello: () => 'deep' },
      Mutation: {
        startDestinations: (_root, { input }: { input: { ids?: string[] } }) => input.ids?.length ?? 0,
        touch: () => {
          touched += 1;
          return touched;
        },
      },
      OutputChange: {
        name: ({ record }: RecordChange<'output'>) => made(record?.name),
        role: (_change, _args, { viewer }) => viewer.role,
        flows: (_change, _args, { viewer }) => String(viewer.flowIds),
        me: (_change, _args, { viewer }) => viewer.name,
        beside: (_change, _args, ctx) => standing(ctx),
        besideLater: (_change, _args, ctx) =>
          new Promise((resolve) => setImmediate(() => resolve(standing(ctx)))),
        later: () => new Promise((resolve) => setImmediate(() => resolve('later'))),
        breaks: ({ id }: RecordChange<'output'>) => {
          if (id !== null) throw new Error(`internal detail of ${id}`);
          return null;
        },
        echo: (_change, { text }: { text: string }) => text,
      },
      Subscription: {
        output: {
          subscribe: (_root, args: { after?: string; ids?: string[]; flowId?: string }, ctx) =>
            watch(ctx, { type: 'output', ...args }),
          resolve: (change, _args, ctx) => {
            contexts.push(ctx);
            return change;
          },
        },
        said: {
          subscribe: (_root, { after }: { after?: string }, ctx) => watchEvents(ctx, { after }),
          resolve: ({ message }: { message: string }) => message,
        },
        ranked: {
          subscribe: (_root, _args, ctx) =>
            watchEvents(ctx, { kinds: ctx.viewer.role === 'ADMIN' ? null : ['PRESET_CHANGED'] }),
          resolve: ({ message }: { message: string }) => message,
        },
        mine: {
          subscribe: (_root, _args, ctx) => watchEvents(ctx, { actor: ctx.viewer.name }),
          resolve: ({ message }: { message: string }) => message,
        },
        broken: {
          subscribe: () => ({
            [Symbol.asyncIterator]: () => ({
              next: () => Promise.reject(new Error('internal detail')),
            }),
          }),
        },
      },
    },
  });
}
