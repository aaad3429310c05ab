import type { MediaConnect } from '../aws/media-connect.ts';
import type { MediaLive } from '../aws/media-live.ts';
import type { Clock } from '../clock.ts';
import type { Rebind } from '../domain/bind-secrets.ts';
import type { StreamIdSeal } from '../domain/commands/keep-stream-id.ts';
import type { QuotaLimits } from '../domain/quotas.ts';
import type { Secrets } from '../secrets.ts';
import type { Store } from '../store/store.ts';

export interface EngineSettings {
  /** Names this process in the lease. */
  processId: string;
  /** The role MediaLive assumes to reach the flow; null: the one its console makes, in the flow's account. */
  mediaLiveRoleArn: string | null;
  /** Tags on everything made: `Project` and `Environment`, for cost allocation. */
  project: string;
  environment: string;
  /** How long an idle channel and input are kept for a quick restart. They bill and hold quota. */
  idleCleanupMs: number;
  /** Whether the primary channel is restarted unasked, once its pipelines stay broken. Left out: no. */
  restartPrimary?: boolean;
  /** Orphans that the automatic sweep begins to remove by the hour; 20 when left out. */
  sweptPerHour?: number;
  /** Limits of the account that count before what AWS answers. */
  quotas?: QuotaLimits;
  /** How long a lease lasts without renewal. */
  leaseMs: number;
  /** No other process can lead (a locked data folder): an old lease is taken over at once. */
  alone: boolean;
}

export interface EngineDeps {
  store: Store;
  mediaLive: MediaLive;
  mediaConnect: MediaConnect;
  /** Asks for a look at AWS now instead of at the next tick. */
  lookNow(): void;
  clock: Clock;
  /** Opens a sealed stream key or SRT stream id. @throws when the key of this installation does not fit. */
  unseal: Secrets['unseal'];
  /** Seals what is kept again where that is due. Left out: never. */
  reseal?: Reseal;
  /** In [0, 1): jitter. */
  random(): number;
  settings: EngineSettings;
  log: EngineLog;
}

/** How secrets are kept up to date with the secret key and the storage format. */
export interface Reseal {
  rebind: Rebind;
  /** Seals SRT stream ids that are kept in clear; null while an older version may have to read them. */
  streamIds(): StreamIdSeal | null;
  /** Every secret that can be opened is sealed as it should be. */
  done(): Promise<void>;
}

export interface EngineLog {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** When to come back: null only when woken. */
export type Revisit = { afterMs: number } | null;
