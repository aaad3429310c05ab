import type { Client } from 'graphql-ws';
import { createOperationDescriptor, type GraphQLTaggedNode, getRequest } from 'relay-runtime';
import { compileForRelay } from './compile-for-relay.ts';
import * as apolloRecipe from './recipes/apollo.ts';
import type { Destination } from './recipes/apply-change.ts';
import { changesSubscription, listQuery } from './recipes/documents.ts';
import * as relayRecipe from './recipes/relay.ts';
import * as urqlRecipe from './recipes/urql.ts';

export interface Page {
  /** Every state of the list that a page would draw. */
  drawn: Destination[][];
  stop(): void;
}

type Open = (url: string, token: string, socket: Client) => Promise<Page>;

/** A page with a live list, by the recipe of each client. */
export const clients: Record<string, Open> = {
  async Apollo(url, token, socket) {
    const apollo = apolloRecipe.createApollo(url, token, socket);
    const drawn: Destination[][] = [];
    const following = await apolloRecipe.keepList(apollo);
    const watching = apollo.watchQuery({ query: apolloRecipe.list }).subscribe(({ data, dataState }) => {
      if (dataState === 'complete') drawn.push(data.destinations.nodes);
    });
    return {
      drawn,
      stop() {
        following.unsubscribe();
        watching.unsubscribe();
        apollo.stop();
      },
    };
  },

  async 'urql with graphcache'(url, token, socket) {
    const urql = urqlRecipe.createUrql(url, token, socket);
    const drawn: Destination[][] = [];
    const watching = urql.query(urqlRecipe.list, {}).subscribe(({ data }) => {
      if (data) drawn.push(data.destinations.nodes);
    });
    const following = await urqlRecipe.keepList(urql);
    return {
      drawn,
      stop() {
        following.unsubscribe();
        watching.unsubscribe();
      },
    };
  },

  async Relay(url, token, socket) {
    const { pageListQuery, pageChangesSubscription } = compileForRelay({
      pageListQuery: listQuery,
      pageChangesSubscription: changesSubscription,
    }) as Record<'pageListQuery' | 'pageChangesSubscription', GraphQLTaggedNode>;
    const relay = relayRecipe.createRelay(url, token, socket);
    const operation = createOperationDescriptor(getRequest(pageListQuery), {});
    const retained = relay.retain(operation);
    const following = await relayRecipe.keepList(relay, pageListQuery, pageChangesSubscription);
    const drawn: Destination[][] = [];
    const draw = (data: unknown) =>
      drawn.push((data as { destinations: { nodes: Destination[] } }).destinations.nodes);
    const snapshot = relay.lookup(operation.fragment);
    draw(snapshot.data);
    const watching = relay.subscribe(snapshot, ({ data }) => draw(data));
    return {
      drawn,
      stop() {
        following.dispose();
        watching.dispose();
        retained.dispose();
      },
    };
  },
};
