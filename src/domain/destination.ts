import type { AwsFailureKind } from './aws.ts';
import type { SrtSettings } from './srt-settings.ts';

export { type SrtSettings, srtSettings } from './srt-settings.ts';

export type Platform = 'YOUTUBE' | 'TWITCH' | 'LINKEDIN' | 'FACEBOOK' | 'RESTREAM' | 'CUSTOM';

export const protocols = [
  'RTMP',
  'RTMPS',
  'SRT_CALLER',
  'SRT_LISTENER',
  'RIST',
  'RTP',
  'RTP_FEC',
  'ZIXI_PUSH',
] as const;
export type Protocol = (typeof protocols)[number];

export type DeliveryMode = 'DEDICATED_CHANNEL' | 'FLOW_OUTPUT' | 'SHARED_CHANNEL' | 'PROVISIONED_CHANNEL';

export const desiredStates = ['STOPPED', 'RUNNING', 'DELETED'] as const;
export type DesiredState = (typeof desiredStates)[number];

export type DestinationStatus = 'IDLE' | 'STARTING' | 'RUNNING' | 'STOPPING' | 'ERROR' | 'DELETING';

export type HealthState = 'OK' | 'WARNING' | 'FAILED' | 'OFF' | 'UNKNOWN';

export type ReasonCode =
  | 'PROVISIONING'
  | 'WAITING_FOR_FLOW'
  | 'WAITING_FOR_SOURCE'
  | 'ENCODER_STARTING'
  | 'ENCODER_STOPPING'
  | 'REMOVING'
  | 'RESTARTING_FOR_CHANGE'
  | 'RECOVERING'
  | 'DELIVERY_FAILED'
  | 'PIPELINE_FAILED'
  | 'KEY_CONFLICT'
  | 'QUOTA_EXCEEDED'
  | 'THROTTLED'
  | 'PERMISSION_DENIED'
  | 'INVALID_CONFIGURATION'
  | 'AWS_UNREACHABLE'
  | 'DEADLINE_EXCEEDED'
  | 'RESOURCE_LOST'
  | 'RETRYING'
  | 'GAVE_UP';

export type SuggestedAction =
  | 'WAIT'
  | 'RETRY'
  | 'CHECK_STREAM_KEY'
  | 'CHECK_URL'
  | 'CHECK_SOURCE'
  | 'CHECK_NETWORK'
  | 'CHECK_CONFIGURATION'
  | 'CHECK_PERMISSIONS'
  | 'START_FLOW'
  | 'FREE_CAPACITY'
  | 'RAISE_QUOTA'
  | 'FORCE_STOP'
  | 'CONTACT_AWS';

export interface Tag {
  key: string;
  value: string;
}

/** How what fails is tried again. */
export interface RetryPolicy {
  /** Tries that AWS declined before it gives up; null: it goes on for ever. Outages and throttling never count. */
  maxAttempts: number | null;
  /** Wait after the first failure; doubles with each one after it. */
  initialBackoffMs: number;
  /** The longest wait. */
  maxBackoffMs: number;
  /** Restarts of its channel when AWS does not bring its pipeline back; 0: none. */
  maxRestarts: number;
}

/** A stream key as kept: sealed (AES-256-GCM), never in clear. */
export interface SealedKey {
  sealed: string;
  /** Short HMAC of the key: recognises it, never yields it. */
  fingerprint: string;
  /** The same of the key without its query and encoding, where that differs: what the platform takes it for. */
  canonicalFingerprint?: string;
  setAt: string;
  version: number;
}

/** One feed of a flow to one place. Three parts, three owners: callers write the wish, the engine writes `work`, and `condition` is derived from both and from what AWS shows, in `consequences`. */
export interface Destination {
  id: string;
  name: string;
  platform: Platform;
  deliveryMode: DeliveryMode;
  protocol: Protocol;
  url: string | null;
  backupUrl: string | null;
  srt: SrtSettings | null;
  streamKey: SealedKey | null;
  presetId: string | null;
  /** The flow's ARN. */
  flowId: string;
  tags: Tag[];
  /** What a caller set; left out or null, the defaults hold. Read it with `retryPolicyOf`. */
  retryPolicy?: Partial<RetryPolicy> | null;

  desired: DesiredState;
  /** The caller asked to go on air without a source. */
  startWithoutSource: boolean;
  /** The caller gave up on an orderly transition; cleared once it stands still. */
  force: boolean;
  /** Goes up with every change a caller made, and only then. */
  version: number;
  /** The `version` at which what AWS must know (url, key, preset, srt, name, tags) last changed. */
  configVersion: number;
  /** Set by `apply: RESTART_NOW`: it may be taken off air once, to reach this configVersion; null: changes wait for the next start. */
  restartFor: number | null;
  /** When the wish (`desired`, retry, restart) last changed. */
  wishedAt: string;
  createdAt: string;
  /** Key of the token that made it. Left out: it is not known. */
  creator?: string | null;
  updatedAt: string;

  work: Work;
  condition: Condition;
  /** The open session, if any. */
  sessionId: string | null;
  /** Digest of what is shown of it and lives in others, as of its newest image. Left out: written by an older version. */
  linked?: string;
}

/** What someone else changed at AWS: where it goes or what it is fed from, or something else of how it is set up. */
export type Edit = 'PLACE' | 'SETTINGS';

/** What the engine did and is about to do. Intents stand here before the call they announce. */
export interface Work {
  /** Names the AWS resources; goes up when the thing it made is dead or its creation payload changed. */
  generation: number;
  /** Announced creation or existing thing; `id` is null until AWS answered or it was found, by tags and `name`. */
  input: { requestId: string; name?: string; id: string | null; doubt?: Doubt; removed?: Removed } | null;
  channel: {
    requestId: string;
    name?: string;
    id: string | null;
    doubt?: Doubt;
    configVersion: number;
    presetVersion: number | null;
    content?: MadeContent;
    removed?: Removed;
    /** How AWS showed it when it was last set up or started; `digest` is of all its settings, null: not read. */
    startedAs?: {
      setup: string;
      digest: string | null;
      /** How often the channel will have been started with that start, see `Channel.runs`. */
      run?: number;
    } | null;
    /** What a Describe showed that someone else changed since then. */
    edited?: Edit | null;
  } | null;
  output: {
    name: string;
    arn: string | null;
    doubt?: Doubt;
    configVersion: number;
    content?: MadeContent;
    /** How AWS showed it when it was last switched on. */
    startedAs?: string;
    /** The SRT settings it has at AWS, which can be changed there but not taken away. */
    holds?: readonly (keyof SrtSettings)[];
    removed?: Removed;
  } | null;
  /** The last act announced, until its answer is recorded. */
  act: {
    step: ActName;
    at: string;
    epoch: number;
    /** It was announced before, and that was never answered. */
    again?: boolean;
    /** How many acts were announced since one, of whichever step, was not answered: AWS may have done it. */
    sinceUnanswered?: number;
  } | null;
  /** Consecutive failed tries of the present step, outages among them. */
  attempt: number;
  /** Failures that count toward giving up, since the wish changed or it last stood still. Left out: none. */
  strikes?: number;
  nextRetryAt: string | null;
  failure: Failure | null;
  /** The engine gave up, on starting or on keeping it stopped, until the wish changes. */
  gaveUp: boolean;
  /** Something of ours vanished at AWS by somebody else's hand while it was wanted. */
  lost: boolean;
  /** AWS took our start, and nothing has stopped it since that we know of. */
  begun?: boolean;
  /** Restarts that were to cure a channel AWS did not bring back, since the wish changed. */
  restarts?: Restarts | null;
  /** Stops that AWS took since it was asked to stand still: more than one, and someone else starts it. */
  stops?: number;
}

/** What AWS was last sent, to tell an edit that was taken back. Left out: not known, so versions are compared. */
export interface MadeContent {
  /** The versions it belongs to. */
  of: string;
  digest: string;
}

/** Restarts of a channel that nobody asked for, to cure it: how many, and when the last one was. */
export interface Restarts {
  count: number;
  at: string;
}

/**
 * Why AWS may have made what was announced, whatever it answered last: an earlier try was never answered. REFUSED: and a
 * later one was declined, which says nothing of the earlier one.
 */
export type Doubt = 'UNANSWERED' | 'REFUSED';

/**
 * Why we take a thing away: AWS could not make or change it, or it is not wanted any more. Noted before the call, whose
 * answer may be lost.
 */
export type Removed = 'FAILED' | 'UNWANTED';

export type ActName =
  | 'createInput'
  | 'createChannel'
  | 'updateChannel'
  | 'startChannel'
  | 'stopChannel'
  | 'deleteChannel'
  | 'deleteInput'
  | 'addOutput'
  | 'updateOutput'
  | 'enableOutput'
  | 'disableOutput'
  | 'removeOutput';

export interface Failure {
  kind: AwsFailureKind;
  /** Redacted; for people. */
  message: string;
  step: ActName;
  at: string;
}

/** What callers are told about a destination. Derived, never written by hand. */
export interface Condition {
  status: DestinationStatus;
  reason: Reason | null;
  health: Health;
  stale: boolean;
  billing: boolean;
  /** US dollars per hour as it stands now, four decimals. */
  costPerHour: string;
  /** False: a part of the cost has no known price. Left out: true. */
  costComplete?: boolean;
  pendingChanges: boolean;
  /** The transition under way; null when it stands still or waits without a deadline. */
  transition: Transition | null;
  /** Since when it stands idle with resources at AWS; they go after the idle clean-up time. */
  idleSince: string | null;
  /** It was seen on air since it was last started. */
  ran: boolean;
}

export type Phase = 'PROVISION' | 'START' | 'STOP' | 'REMOVE';

export interface Transition {
  phase: Phase;
  since: string;
  /** Past it, the reason becomes DEADLINE_EXCEEDED. */
  deadline: string;
}

export interface Health {
  source: HealthState;
  encoder: HealthState;
  delivery: HealthState;
}

export interface Reason {
  code: ReasonCode;
  message: string;
  suggestedAction: SuggestedAction | null;
  since: string;
  deadline: string | null;
  attempt: number | null;
  maxAttempts: number | null;
  nextRetryAt: string | null;
}
