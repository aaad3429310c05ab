import { randomUUID } from 'node:crypto';
import { decodeCursor } from '../../src/domain/cursor.ts';
import { type GraphqlSocket, openSocket } from '../_kit/graphql-socket.ts';
import type { Message } from '../_kit/messages.ts';
import { type Change, changeOf, changes } from './operator.ts';

interface Payload {
  destination: { id: string; status: string } | null;
  userErrors: { code: string; message: string }[];
}

export interface RemoteOperator {
  request(query: string, variables?: object): Promise<Message>;
  /** The data of a request. @throws Error when the answer has errors */
  query<T>(query: string, variables?: object): Promise<T>;
  mutate(field: string, input: object): Promise<Payload>;
  youtube(name: string): Promise<string>;
  /** Follows all destinations over a socket of its own, from the start or after a cursor. */
  follow(after?: string): Following;
  dispose(): Promise<void>;
}

export interface Following {
  socket: GraphqlSocket;
  /** The next change for which `holds`, after those handed out before. */
  until(holds: (change: Change) => boolean, withinMs?: number): Promise<Change>;
  untilStatus(status: string, withinMs?: number): Promise<Change>;
  all(): Change[];
}

/** An operator who knows nothing of a running Lunora but where it is and a token. */
export function operateAt(graphql: string, token: string): RemoteOperator {
  const sockets: GraphqlSocket[] = [];

  async function request(query: string, variables: object = {}): Promise<Message> {
    const response = await fetch(graphql, {
      method: 'POST',
      body: JSON.stringify({ query, variables }),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    });
    return (await response.json()) as Message;
  }

  async function query<T>(text: string, variables?: object): Promise<T> {
    const { data, errors } = await request(text, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data as T;
  }

  async function mutate(field: string, input: object): Promise<Payload> {
    const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
    const { result } = await query<{ result: Payload }>(
      `mutation ($input: ${type}!) {
        result: ${field}(input: $input) { destination { id status } userErrors { code message } }
      }`,
      { input },
    );
    if (result.userErrors.length > 0) throw new Error(JSON.stringify(result.userErrors));
    return result;
  }

  return {
    request,
    query,
    mutate,
    async youtube(name) {
      const input = { name, platform: 'YOUTUBE', streamKey: `fake-${randomUUID()}` };
      const { destination } = await mutate('createDestination', input);
      return destination?.id ?? '';
    },
    follow(after) {
      const socket = openSocket(graphql, token);
      sockets.push(socket);
      const messages = socket.subscribe(changes, after ? { after } : {});
      const until = async (holds: (change: Change) => boolean, withinMs?: number) =>
        changeOf(await messages.next((message) => holds(changeOf(message)), withinMs));
      return {
        socket,
        until,
        untilStatus: (status, withinMs) =>
          until(({ destination }) => destination?.status === status, withinMs),
        all: () => messages.all.map(changeOf),
      };
    },
    async dispose() {
      await Promise.all(sockets.map((socket) => socket.dispose()));
    },
  };
}

/** What was told, apart from bookmarks. */
export const told = (changesSeen: readonly Change[]): Change[] =>
  changesSeen.filter(({ kind }) => kind !== 'BOOKMARK');

/** Where in the log, comparable. */
export function placeOf({ cursor }: { cursor: string }): number {
  const place = decodeCursor(cursor);
  if (!place) throw new Error(`Not a cursor: ${cursor}`);
  return place.position * 1_000 + place.index;
}
