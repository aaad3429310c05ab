import type { Client } from 'graphql-ws';
import {
  Environment,
  fetchQuery,
  type GraphQLTaggedNode,
  Network,
  Observable,
  type OperationType,
  RecordSource,
  ROOT_ID,
  requestSubscription,
  Store,
} from 'relay-runtime';
import { follow } from './follow.ts';

export function createRelay(url: string, token: string, socket: Client) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const network = Network.create(
    async ({ text }, variables) => {
      const body = JSON.stringify({ query: text, variables });
      return (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).json();
    },
    ({ text }, variables, { metadata }) =>
      Observable.create((sink) =>
        follow(socket, { query: text ?? '', variables }, sink as never, metadata?.['listed'] as string[]),
      ),
  );
  return new Environment({ network, store: new Store(new RecordSource()) });
}

interface List extends OperationType {
  response: { destinations: { nodes: { id: string }[]; asOf: string } };
}
interface Changes extends OperationType {
  response: { destinationChanged: { recordId: string | null; destination: { id: string } | null } };
}

/** Keeps the list in the store as it is at the server. `list` and `changes` are what relay-compiler made. */
export async function keepList(relay: Environment, list: GraphQLTaggedNode, changes: GraphQLTaggedNode) {
  const page = await fetchQuery<List>(relay, list, {}).toPromise();
  if (!page) throw new Error('The list was not answered.');
  const { nodes, asOf } = page.destinations;
  return requestSubscription<Changes>(relay, {
    subscription: changes,
    variables: { after: asOf },
    cacheConfig: { metadata: { listed: nodes.map(({ id }) => id) } },
    updater(store) {
      const change = store.getRootField('destinationChanged');
      const recordId = change?.getValue('recordId');
      const connection = store.get(ROOT_ID)?.getLinkedRecord('destinations', { first: 500 });
      const before = connection?.getLinkedRecords('nodes') ?? [];
      if (!connection || !recordId) return;
      const others = before.filter((node) => node?.getDataID() !== recordId);
      const came = change?.getLinkedRecord('destination');
      if (!came) connection.setLinkedRecords(others, 'nodes');
      else if (others.length === before.length) connection.setLinkedRecords([...before, came], 'nodes');
    },
  });
}
