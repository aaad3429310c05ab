import type { StoredInput } from '../world.ts';
import { isRecord } from './read-request.ts';

/** Where each pipeline of the local AWS would be pushed to: addresses for documentation, which nobody answers. */
const addresses = ['192.0.2.11', '198.51.100.11'];

const kinds: Readonly<Record<string, { scheme: string; port: number }>> = {
  RTMP_PUSH: { scheme: 'rtmp', port: 1935 },
  RTP_PUSH: { scheme: 'rtp', port: 5000 },
  SRT_LISTENER: { scheme: 'srt', port: 5000 },
  UDP_PUSH: { scheme: 'udp', port: 5000 },
};

/** An endpoint of a push input, as Describe shows it. */
export interface PushDestination {
  ip: string;
  port: string;
  url: string;
}

/**
 * The endpoints of a push input: of RTMP as many as stream names were given, of other types two, which AWS makes
 * unasked (MediaLive user guide). None for inputs of other types.
 */
export function pushDestinations(config: StoredInput['config']): PushDestination[] {
  const kind = kinds[String(config['type'])];
  if (!kind) return [];
  const given: unknown[] = Array.isArray(config['destinations']) ? config['destinations'] : [];
  const count = config['type'] === 'RTMP_PUSH' ? given.length : addresses.length;
  return addresses.slice(0, count).map((ip, index) => {
    const name = isRecord(given[index]) ? given[index]['streamName'] : undefined;
    const path = typeof name === 'string' && name !== '' ? `/${name}` : '';
    return { ip, port: String(kind.port), url: `${kind.scheme}://${ip}:${kind.port}${path}` };
  });
}
