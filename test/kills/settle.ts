import { openSocket } from '../_kit/graphql-socket.ts';
import { type Recorded, readRecords } from './read-records.ts';
import { token } from './start-lunora.ts';

/**
 * Waits until every destination has what it wishes for and nothing moves. `tidy`: what is stopped keeps nothing at AWS.
 * Resolves with what still moves after `withinMs`, a sentence each.
 */
export async function settle(graphql: string, tidy: boolean, withinMs: number): Promise<string[]> {
  const until = performance.now() + withinMs;
  const socket = openSocket(graphql, token, Number.POSITIVE_INFINITY);
  const changes = socket.subscribe('subscription { destinationChanged { kind } }');
  try {
    for (;;) {
      const { destinations } = await readRecords(graphql);
      const moving = destinations.filter((record) => !isSettled(record, tidy));
      if (moving.length === 0) return [];
      const more = await changes.next(() => true, Math.max(1, until - performance.now())).catch(() => null);
      if (!more) return moving.map((record) => `after ${withinMs} ms it is still ${JSON.stringify(record)}`);
    }
  } finally {
    await socket.dispose();
  }
}

function isSettled(
  { desiredState, status, stale, billing, channel, output }: Recorded,
  tidy: boolean,
): boolean {
  if (stale) return false;
  if (desiredState === 'RUNNING') return status === 'RUNNING';
  return status === 'IDLE' && !(tidy && (billing || channel || output));
}
