import { openEventStream } from '../../_kit/event-stream.ts';
import { type GraphqlSocket, openSocket } from '../../_kit/graphql-socket.ts';
import type { Message } from '../../_kit/messages.ts';
import { startEdge, tokens } from '../edge.ts';

export interface OutputChange {
  kind: string;
  id: string | null;
  cursor: string;
}

export const follow = 'subscription ($after: String) { output(after: $after) { kind id cursor } }';
export const changeOf = (message: Message) => message.data?.['output'] as OutputChange;
export const idsOf = (messages: readonly Message[]) =>
  messages.flatMap((message) => changeOf(message)?.id ?? []);
export const about = (id: string) => (message: Message) => changeOf(message)?.id === id;

/** An edge with real sockets to it, all closed with it. */
export async function startFollowed(settings: Parameters<typeof startEdge>[0] = {}) {
  const edge = await startEdge(settings);
  const sockets: GraphqlSocket[] = [];
  const counted = async (kind: 'group' | 'snapshot' | 'one') => {
    const { values } = await edge.metrics.executions.get();
    return values.find(({ labels }) => labels.for === kind)?.value ?? 0;
  };
  return {
    ...edge,
    socket(token: string = tokens.viewer): GraphqlSocket {
      const socket = openSocket(edge.endpoint, token);
      sockets.push(socket);
      return socket;
    },
    stream: (query: string, variables = {}, token: string = tokens.viewer) =>
      openEventStream(edge.endpoint, token, query, variables),
    /** How often messages were executed for groups, and for one subscriber. */
    executions: async () => ({ group: await counted('group'), one: await counted('one') }),
    /** How often messages were executed for all who are told them before they join a group. */
    snapshotExecutions: () => counted('snapshot'),
    groups: async () => (await edge.metrics.groups.get()).values[0]?.value,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) await socket.dispose();
      await edge.close();
    },
  };
}
