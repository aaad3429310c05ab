import { ingestOf } from './ingest.ts';
import { isOnAir } from './on-air.ts';
import type { Destination } from './records.ts';
import type { State } from './state.ts';

/** Another destination that is on air at the same ingest with the same stream key, of which most platforms take only one. */
export function keyRivalOf(state: State, destination: Destination): Destination | undefined {
  const ingest = ingestOf(destination);
  if (ingest === null) return undefined;
  for (const other of state.where('destination', 'ingest', ingest)) {
    if (other.id === destination.id) continue;
    if (isOnAir(state.get('channel', other.work.channel?.id ?? '')?.state)) return other;
  }
  return undefined;
}
