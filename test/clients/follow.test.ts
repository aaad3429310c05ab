import type { Client, Sink, SubscribePayload } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import { follow } from './recipes/follow.ts';

/** A socket in the hands of a test: `subscribe` reads the payload as graphql-ws does when it comes again. */
function handSocket(variables: Record<string, unknown>, listed: string[]) {
  let payload: SubscribePayload | undefined;
  let sink: Sink | undefined;
  const client = {
    subscribe(asked: SubscribePayload, to: Sink) {
      payload = asked;
      sink = to;
      return () => {};
    },
  } as unknown as Client;
  const told: string[] = [];
  const query = 'subscription { destinationChanged { kind cursor recordId destination { id } } }';
  follow(
    client,
    { query, variables },
    {
      next({ data }) {
        const change = data?.['destinationChanged'] as { kind: string; recordId: string | null } | undefined;
        told.push(change?.recordId ? `${change.kind} ${change.recordId}` : String(change?.kind));
      },
      error: (error) => told.push(String(error)),
      complete: () => told.push('complete'),
    },
    listed,
  );
  return {
    told,
    subscribe: () => JSON.parse(JSON.stringify(payload)).variables.after as string | null,
    say(kind: string, cursor: string, recordId: string | null = null) {
      const change = { kind, cursor, recordId, destination: null };
      (sink as Sink<unknown>).next({ data: { destinationChanged: change } } as never);
    },
  };
}

describe('following a list', () => {
  it('begins again a snapshot that was cut off, and removes what the second no longer names', () => {
    const socket = handSocket({}, []);
    expect(socket.subscribe()).toBeNull();
    socket.say('SNAPSHOT', 's1', 'a');
    socket.say('SNAPSHOT', 's2', 'b');
    expect(socket.subscribe()).toBe('s2');
    socket.say('SNAPSHOT', 's3', 'b');
    socket.say('BOOKMARK', 'c4');
    expect(socket.told).toEqual(['SNAPSHOT a', 'SNAPSHOT b', 'SNAPSHOT b', 'BOOKMARK', 'DELETED a']);
  });

  it('removes what a first snapshot does not name of the list it goes on from', () => {
    const socket = handSocket({}, ['a', 'b']);
    socket.subscribe();
    socket.say('SNAPSHOT', 's1', 'b');
    socket.say('BOOKMARK', 'c2');
    expect(socket.told).toEqual(['SNAPSHOT b', 'BOOKMARK', 'DELETED a']);
  });

  it('removes nothing at a heartbeat, whatever came before it', () => {
    const socket = handSocket({ after: 'c0' }, ['a']);
    expect(socket.subscribe()).toBe('c0');
    socket.say('CREATED', 'c1', 'b');
    socket.say('BOOKMARK', 'c2');
    expect(socket.subscribe()).toBe('c2');
    socket.say('BOOKMARK', 'c3');
    socket.say('DELETED', 'c4', 'b');
    expect(socket.told).toEqual(['CREATED b', 'BOOKMARK', 'BOOKMARK', 'DELETED b']);
  });

  it('is whole after a RESYNC that was cut off, too', () => {
    const socket = handSocket({ after: 'c0' }, ['a', 'b']);
    socket.subscribe();
    socket.say('RESYNC', 's1');
    expect(socket.subscribe()).toBe('s1');
    socket.say('SNAPSHOT', 's2', 'b');
    socket.say('BOOKMARK', 'c3');
    expect(socket.told).toEqual(['RESYNC', 'SNAPSHOT b', 'BOOKMARK', 'DELETED a']);
  });
});
