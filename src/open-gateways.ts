import { createClients } from './aws/create-clients.ts';
import { createMediaConnect } from './aws/create-media-connect.ts';
import { createMediaLive } from './aws/create-media-live.ts';
import { createServiceQuotas } from './aws/create-service-quotas.ts';
import type { MediaConnect } from './aws/media-connect.ts';
import type { MediaLive } from './aws/media-live.ts';
import {
  createRateBudget,
  mediaConnectRates,
  mediaLiveRates,
  serviceQuotasRates,
} from './aws/rate-budget.ts';
import type { ServiceQuotas } from './aws/service-quotas.ts';
import type { Clock } from './clock.ts';
import { countCalls } from './count-calls.ts';

export interface Gateways {
  mediaLive: MediaLive;
  mediaConnect: MediaConnect;
  serviceQuotas: ServiceQuotas;
}

export interface GatewaysOptions {
  /** Left out: the real AWS, as the SDK finds it. */
  local: { mediaLive: string; mediaConnect: string; serviceQuotas: string } | null;
  clock: Clock;
  redact: (text: string) => string;
  fingerprint: (key: string) => string;
  /** Told of every request sent. */
  count: (operation: string, status: number) => void;
}

/** The ways to MediaLive, MediaConnect and Service Quotas, each with one budget for all its calls. */
export function openGateways({
  local,
  clock,
  redact,
  fingerprint,
  count,
}: GatewaysOptions): Gateways & { close(): void } {
  const { close, ...clients } = createClients(local ? { local } : {});
  for (const client of Object.values(clients)) countCalls(client, count);
  return {
    mediaLive: createMediaLive({
      client: clients.mediaLive,
      budget: createRateBudget({ clock, ...mediaLiveRates }),
      redact,
      fingerprint,
    }),
    mediaConnect: createMediaConnect({
      client: clients.mediaConnect,
      onceClient: clients.mediaConnectOnce,
      budget: createRateBudget({ clock, ...mediaConnectRates }),
      redact,
    }),
    serviceQuotas: createServiceQuotas({
      client: clients.serviceQuotas,
      budget: createRateBudget({ clock, ...serviceQuotasRates }),
      redact,
    }),
    close,
  };
}
