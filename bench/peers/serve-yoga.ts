/** Yoga and graphql-ws as Yoga's documentation sets them up, over plain records in memory. */
import { once, setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from '../answer-parent.ts';
import { measureSelf } from '../measure-self.ts';
import { tokenCounts } from '../token-counts.ts';
import { loadPeer } from './load-peer.ts';
import { type ListData, peerResolvers } from './peer-resolvers.ts';

const { createPubSub, createSchema, createYoga } = loadPeer<typeof import('graphql-yoga')>('graphql-yoga');
const { GraphQLError } = loadPeer<typeof import('graphql')>('graphql');
const { useServer } = loadPeer<typeof import('graphql-ws/use/ws')>('graphql-ws/use/ws');
const { WebSocketServer } = loadPeer<typeof import('ws')>('ws');

interface Change {
  kind: string;
  cursor: string;
  at: string;
  destination: { id: string; name: string; status: string; version: number };
}

interface StartArgs {
  list: ListData | null;
  /** What a subscriber of Lunora was told. */
  change: Change | null;
}

type Envelope = { rootValue: { execute(args: unknown): never; subscribe(args: unknown): never } };

// A subscriber is a listener, and here are many on purpose.
setMaxListeners(0);
const pubSub = createPubSub<{ changed: [Change] }>();
let change: Change | null = null;

async function start(args: StartArgs): Promise<string> {
  change = args.change;
  const yoga = createYoga({
    schema: createSchema({
      typeDefs: readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'),
      resolvers: {
        ...peerResolvers(args.list),
        Subscription: {
          destinationChanged: {
            subscribe: () => pubSub.subscribe('changed'),
            resolve: (payload: Change) => payload,
          },
        },
      },
    }),
    context({ request }) {
      if (request && !tokenCounts(request.headers.get('authorization'))) {
        throw new GraphQLError('A token is needed.', { extensions: { http: { status: 401 } } });
      }
      return {};
    },
    graphiql: false,
    logging: false,
  });

  const server = createServer(yoga);
  const sockets = new WebSocketServer({ server, path: yoga.graphqlEndpoint });
  useServer(
    {
      onConnect: ({ connectionParams }) => tokenCounts(connectionParams?.['authorization']),
      execute: (args) => (args as unknown as Envelope).rootValue.execute(args),
      subscribe: (args) => (args as unknown as Envelope).rootValue.subscribe(args),
      async onSubscribe(ctx, _id, params) {
        const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
          ...ctx,
          req: ctx.extra.request,
          socket: ctx.extra.socket,
          params,
        });
        const prepared = {
          schema,
          operationName: params.operationName,
          document: parse(params.query),
          variableValues: params.variables,
          contextValue: await contextFactory(),
          rootValue: { execute, subscribe },
        };
        const errors = validate(prepared.schema, prepared.document);
        if (errors.length) return errors;
        return prepared;
      },
    },
    sockets,
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

answerParent({
  ...measureSelf,
  start,
  publish() {
    if (!change) throw new Error('There is nothing to publish.');
    const { destination } = change;
    change = { ...change, destination: { ...destination, version: destination.version + 1 } };
    pubSub.publish('changed', change);
  },
});
