import { createClients } from './aws/create-clients.ts';
import { createMediaConnect } from './aws/create-media-connect.ts';
import { createMediaLive } from './aws/create-media-live.ts';
import type { MediaConnect } from './aws/media-connect.ts';
import type { MediaLive } from './aws/media-live.ts';
import { createRateBudget, mediaConnectRates, mediaLiveRates } from './aws/rate-budget.ts';
import type { Clock } from './clock.ts';
import { countCalls } from './count-calls.ts';

export interface Gateways {
  mediaLive: MediaLive;
  mediaConnect: MediaConnect;
}

export interface GatewaysOptions {
  /** Left out: the real AWS, as the SDK finds it. */
  local: { mediaLive: string; mediaConnect: string } | null;
  clock: Clock;
  redact: (text: string) => string;
  fingerprint: (key: string) => string;
  /** Told of every request sent. */
  count: (operation: string, status: number) => void;
}

/** The ways to MediaLive and MediaConnect, each with one budget for all its calls. */
export function openGateways({
  local,
  clock,
  redact,
  fingerprint,
  count,
}: GatewaysOptions): Gateways & { close(): void } {
  const { mediaLive, mediaConnect, mediaConnectOnce, close } = createClients(local ? { local } : {});
  countCalls(mediaLive, count);
  countCalls(mediaConnect, count);
  countCalls(mediaConnectOnce, count);
  return {
    mediaLive: createMediaLive({
      client: mediaLive,
      budget: createRateBudget({ clock, ...mediaLiveRates }),
      redact,
      fingerprint,
    }),
    mediaConnect: createMediaConnect({
      client: mediaConnect,
      onceClient: mediaConnectOnce,
      budget: createRateBudget({ clock, ...mediaConnectRates }),
      redact,
    }),
    close,
  };
}
