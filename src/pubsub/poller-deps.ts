import type { MediaConnect } from '../aws/media-connect.ts';
import type { MediaLive } from '../aws/media-live.ts';
import type { ServiceQuotas } from '../aws/service-quotas.ts';
import type { Clock } from '../clock.ts';
import type { ObserveSettings } from '../domain/observe-channel.ts';
import type { Store } from '../store/store.ts';

export interface PollerSettings extends Omit<ObserveSettings, 'installationId'> {
  /** A factor on the time between looks, never on budgets and deadlines. */
  timeScale: number;
  /** A factor on the time between any two reads of alerts, so that a simulation need not play each turn. Left out: 1. */
  alertSlotScale?: number;
  /** Whether this process leads. Only then is AWS looked at. */
  enabled(): boolean;
  /** Whether events of AWS are heard, so that looks at a settled system may be rare. Left out: never. */
  hears?(): boolean;
  /** Time between reads of AWS's quotas. Left out: 6 hours. */
  quotasEveryMs?: number;
}

export interface PollerLog {
  debug(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface PollerDeps {
  store: Store;
  mediaLive: MediaLive;
  mediaConnect: MediaConnect;
  /** Left out: quotas are not read. */
  serviceQuotas?: ServiceQuotas;
  clock: Clock;
  settings: PollerSettings;
  log: PollerLog;
}
