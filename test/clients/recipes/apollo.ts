import {
  ApolloClient,
  ApolloLink,
  gql,
  HttpLink,
  InMemoryCache,
  Observable,
  type TypedDocumentNode,
} from '@apollo/client';
import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import { applyChange, type Change, type Destination } from './apply-change.ts';
import { changesSubscription, listQuery } from './documents.ts';
import { follow } from './follow.ts';

type List = { destinations: { nodes: Destination[]; asOf: string } };
export const list: TypedDocumentNode<List> = gql(listQuery);
const changes: TypedDocumentNode<{ destinationChanged: Change }> = gql(changesSubscription);

/** Apollo hands a link copies of the variables: `follow` puts the place to go on from where graphql-ws reads it. */
const followLink = (socket: Client) =>
  new ApolloLink(({ query, variables, operationName = '', getContext }) => {
    const payload = { query: print(query), variables, operationName };
    return new Observable((sink) => follow(socket, payload, sink as never, getContext()['listed']));
  });

export function createApollo(url: string, token: string, socket: Client) {
  const http = new HttpLink({ uri: `${url}/graphql`, headers: { authorization: `Bearer ${token}` } });
  const link = ApolloLink.split(
    ({ operationType }) => operationType === 'subscription',
    followLink(socket),
    http,
  );
  return new ApolloClient({ link, cache: new InMemoryCache() });
}

/** Keeps the list in the cache as it is at the server: whoever watches `list` sees every change. */
export async function keepList(apollo: ApolloClient) {
  const { data } = await apollo.query({ query: list, fetchPolicy: 'network-only' });
  if (!data) throw new Error('The list was not answered.');
  const { nodes, asOf } = data.destinations;
  const context = { listed: nodes.map(({ id }) => id) };
  return apollo.subscribe({ query: changes, variables: { after: asOf }, context }).subscribe((result) => {
    const change = result.data?.destinationChanged;
    if (!change?.recordId) return;
    apollo.cache.updateQuery({ query: list }, (before) => {
      if (!before) return;
      const { destinations } = before;
      return { destinations: { ...destinations, nodes: applyChange(destinations.nodes, change) } };
    });
  });
}
