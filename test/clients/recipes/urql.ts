import { fetchExchange, gql, subscriptionExchange, Client as Urql } from '@urql/core';
import { type Cache, cacheExchange } from '@urql/exchange-graphcache';
import type { Client } from 'graphql-ws';
import { applyChange, type Change, type Destination } from './apply-change.ts';
import { changesSubscription, listQuery } from './documents.ts';
import { follow } from './follow.ts';

export const list = gql<{ destinations: { nodes: Destination[]; asOf: string } }>(listQuery);
const changes = gql<{ destinationChanged: Change }>(changesSubscription);

/** What has no id is a part of what holds it. */
const keys = {
  DestinationChange: () => null,
  DestinationConnection: () => null,
  Health: () => null,
  Money: () => null,
  StatusReason: () => null,
  StreamKey: () => null,
  SrtSettings: () => null,
  Tag: () => null,
};

const updates = {
  Subscription: {
    destinationChanged(
      { destinationChanged: change }: { destinationChanged: Change },
      _args: unknown,
      cache: Cache,
    ) {
      if (!change.recordId) return;
      cache.updateQuery({ query: list }, (before) => {
        if (!before) return before;
        const { destinations } = before;
        return { destinations: { ...destinations, nodes: applyChange(destinations.nodes, change) } };
      });
    },
  },
};

export function createUrql(url: string, token: string, socket: Client) {
  const headers = { authorization: `Bearer ${token}` };
  return new Urql({
    url: `${url}/graphql`,
    fetchOptions: { headers },
    preferGetMethod: false,
    exchanges: [
      cacheExchange({ keys, updates: updates as never }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }, { context }) => ({
          subscribe: (sink) => ({
            unsubscribe: follow(
              socket,
              { query, variables: variables ?? {} },
              sink as never,
              context['listed'],
            ),
          }),
        }),
      }),
    ],
  });
}

/** Keeps the list in the cache as it is at the server: whoever watches `list` sees every change. */
export async function keepList(urql: Urql) {
  const { data } = await urql.query(list, {}, { requestPolicy: 'network-only' });
  if (!data) throw new Error('The list was not answered.');
  const { nodes, asOf } = data.destinations;
  return urql
    .subscription(changes, { after: asOf }, { listed: nodes.map(({ id }) => id) })
    .subscribe(() => {});
}
