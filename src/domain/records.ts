import type { SeenAlert, SeenChannel, SeenFlow, SeenInput, SeenOutput } from './aws.ts';
import type { Destination, HealthState, Restarts } from './destination.ts';
import type { Warning } from './warning.ts';

export * from './destination.ts';

/**
 * The records that make up Lunora's state. All are plain JSON; instants are ISO 8601 strings in UTC, so they compare
 * as text. A record's key is its `id`.
 */
export interface Records {
  destination: Destination;
  channel: Channel;
  input: Input;
  flow: Flow;
  output: Output;
  preset: Preset;
  session: Session;
  token: Token;
  replay: Replay;
  eye: Eye;
  quota: Quota;
  orphan: OrphanNote;
  leadership: Leadership;
}
export type RecordType = keyof Records;

export type ChannelRole = 'PRIMARY' | 'DEDICATED' | 'SHARED' | 'PROVISIONED' | 'UNMANAGED';

export interface Channel extends SeenChannel {
  role: ChannelRole;
  playbackUrl: string | null;
  alerts: SeenAlert[];
  /** When alerts were last read; null: never since it started. */
  alertsReadAt: string | null;
  /** Since when it is in `state`. */
  stateSince: string;
  /** Since when it is on air without a healthy pipeline, or RECOVERING; left out or null: it is not. */
  unhealthySince?: string | null;
  /** How often it was seen to start. Left out: not yet. */
  runs?: number;
  /** Kept of the primary channel; left out or null: there were none. */
  restarts?: Restarts | null;
  /** Our last act on it: a List that shows another state is not believed for a while. */
  acted: Acted | null;
  /** A caller's wish for a channel that no destination owns (the primary one). The engine clears it when done. */
  wish: 'START' | 'STOP' | 'RESTART' | null;
  costPerHour: string;
  /** False: a part of the cost has no known price. Left out: true. */
  costComplete?: boolean;
  linked?: Linked;
}

/** Digest of what is shown of a record and lives in others, as of its newest image. Left out: written by an older version. */
export type Linked = string;

/** When AWS last said for certain what a thing is, by answering an act of ours on it or a Describe after one. */
export interface Acted {
  at: string;
  /** Of the entry that records it. Left out by versions that went by `at`. */
  position?: number;
  /** That act made it. */
  made?: boolean;
}

export interface Input extends SeenInput {
  acted: Acted | null;
}

/** `id` is the ARN. */
export interface Flow extends Omit<SeenFlow, 'outputs'> {
  id: string;
  /** Since when it is in `state`. */
  stateSince: string;
  acted: Acted | null;
  /** A caller's wish; the engine clears it when done. */
  wish: 'START' | 'STOP' | null;
  wishFailure: string | null;
  costPerHour: string;
  linked?: Linked;
}

/** `id` is the ARN. */
export interface Output extends SeenOutput {
  id: string;
  flowId: string;
  managedBy: 'LUNORA' | 'MEDIALIVE' | 'OTHER';
  health: HealthState;
  /** What an event last told of its receiver, and when. Left out or null: nothing that still counts. */
  heard?: { at: string; connected: boolean | null; notedAt?: string } | null;
  acted: Acted | null;
  linked?: Linked;
}

export interface Preset {
  id: string;
  name: string;
  width: number;
  height: number;
  framesPerSecond: number;
  /** Bits per second. */
  videoBitrate: number;
  audioBitrate: number;
  builtIn: boolean;
  /** Key of the token that made it. Left out: none did, or it is not known. */
  creator?: string | null;
  version: number;
}

export type SessionEndReason =
  | 'STOPPED'
  | 'FORCED'
  | 'AUTO_STOPPED'
  | 'FAILED'
  | 'RESOURCE_LOST'
  | 'MOVED'
  | 'DELETED';

export interface Session {
  id: string;
  destinationId: string;
  destinationName: string;
  flowId: string;
  startedAt: string;
  runningAt: string | null;
  endedAt: string | null;
  endReason: SessionEndReason | null;
  /** US dollars, an estimate; null until it ran. */
  cost: string | null;
  /** False: a part of the cost has no known price. Left out: true. */
  costComplete?: boolean;
}

export type Role = 'VIEWER' | 'OPERATOR' | 'ADMIN';

/** An API token made by `createToken`; the token itself is never kept. */
export interface Token {
  id: string;
  name: string;
  role: Role;
  /** Null: every flow. */
  flowIds: string[] | null;
  /** SHA-256 of the token, hex. */
  hash: string;
  expiresAt: string | null;
  createdAt: string;
  /** Name of the actor. Left out: made by an older version. */
  createdBy?: string;
  /** Written at most once an hour. Left out or null: not used yet. */
  lastUsedAt?: string | null;
  /** Key of the token that made it. Left out: it is not known. */
  creator?: string | null;
  revokedAt: string | null;
}

/** An idempotency key that has been used, in the same log entry as its effect. `id` = scope of (token, operation, key). */
export interface Replay {
  id: string;
  /** Key of the token that used it. Left out: it is counted for none. */
  owner?: string;
  /** HMAC of the input: another input under the same key is a conflict. */
  inputHash: string;
  /** What to answer with: ids, never secrets. */
  result: unknown;
  /** Those of the first success. Left out: none. */
  warnings?: readonly Warning[];
  at: string;
  expiresAt: string;
}

/** What a look at one part of AWS last said: `medialive`, or a flow's ARN. */
export interface Eye {
  id: string;
  /** When AWS was last seen. Not logged at every look, see `stale`. */
  observedAt: string | null;
  /** Three looks in a row failed. A flip is logged at once. */
  stale: boolean;
  /** Redacted; null while it can be seen. */
  error: string | null;
  /** A process that does not lead was asked for a look; gone with the next one that is recorded. */
  lookAsked?: true;
  /** AWS's quotas, kept with `medialive`. Left out: not read yet, or an older version led since. */
  quotas?: ReadQuotas;
}

/** What Service Quotas last said. */
export interface ReadQuotas {
  limits: {
    channels?: number | undefined;
    pushInputs?: number | undefined;
    outputsPerFlow?: number | undefined;
  };
  /** Null: never. */
  readAt: string | null;
  /** Why the last read failed, redacted; null where it did not. */
  error: string | null;
}

/** A limit that AWS taught us by refusing to make one more. */
export interface Quota {
  /** `channels` | `pushInputs` | `outputsPerFlow`. */
  id: string;
  limit: number;
  /** When AWS last refused. */
  at?: string;
}

/**
 * Kept of something at AWS while no record owns it, so that its grace period outlives a restart and a change of leader.
 * `id` is its kind and AWS's id of it.
 */
export interface OrphanNote {
  id: string;
  /** When the engine first saw it without an owner. */
  firstSeenAt: string;
  /** Why the last try to remove it failed, redacted; null when there was none or it did its work. */
  failure: string | null;
  /** A caller wants its next step now; gone once it was tried. */
  asked: boolean;
  /** A caller wants it gone, whatever the records show. */
  approved?: boolean;
  /** Whether history shows that its destination was deleted here; left out until it was looked up. */
  released?: boolean;
}

/** Who leads, and its fencing epoch. `id` is always `leader`. */
export interface Leadership {
  id: string;
  epoch: number;
  processId: string;
}
