import { isOnAir } from './observe-channel.ts';
import type { Destination } from './records.ts';
import type { State } from './state.ts';

/**
 * Another destination that is on air at the same ingest with the same stream key, of which most platforms take only one.
 * Where the URL is a person's own, or may be the second ingest that goes with the same key, it must be the same, too.
 */
export function keyRivalOf(state: State, destination: Destination): Destination | undefined {
  const { id, streamKey, platform, url } = destination;
  if (!streamKey) return undefined;
  for (const other of state.where('destination', 'key', streamKey.fingerprint)) {
    if (other.id === id || other.platform !== platform) continue;
    if ((platform === 'CUSTOM' || platform === 'YOUTUBE') && other.url !== url) continue;
    if (other.desired === 'RUNNING' && isOnAir(state.get('channel', other.work.channel?.id ?? '')?.state))
      return other;
  }
  return undefined;
}
