import type { DeliveryMode, Platform, Protocol, Role, Tag } from '../../domain/records.ts';

/**
 * The inputs of mutations as GraphQL hands them over: ids are global ids still, instants ISO 8601. Left out and null may
 * mean different things (an update leaves alone what is left out), so both occur.
 */
type Maybe<T> = T | null | undefined;

interface Replayable {
  idempotencyKey?: Maybe<string>;
}

export type ApplyWhen = 'NEXT_START' | 'RESTART_NOW';

export interface SrtInput {
  streamId?: Maybe<string>;
  latencyMs?: Maybe<number>;
  passphraseSecretArn?: Maybe<string>;
  passphraseRoleArn?: Maybe<string>;
  listenPort?: Maybe<number>;
  cidrAllowList?: Maybe<string[]>;
}

export interface RetryPolicyInput {
  maxAttempts?: Maybe<number>;
  initialBackoffMs?: Maybe<number>;
  maxBackoffMs?: Maybe<number>;
  maxRestarts?: Maybe<number>;
}

export interface CreateDestinationInput extends Replayable {
  name: string;
  platform: Platform;
  deliveryMode?: Maybe<DeliveryMode>;
  url?: Maybe<string>;
  protocol?: Maybe<Protocol>;
  backupUrl?: Maybe<string>;
  streamKey?: Maybe<string>;
  srt?: Maybe<SrtInput>;
  presetId?: Maybe<string>;
  flowId?: Maybe<string>;
  tags?: Maybe<Tag[]>;
  retryPolicy?: Maybe<RetryPolicyInput>;
}

export interface UpdateDestinationInput extends Replayable {
  id: string;
  expectedVersion?: Maybe<number>;
  name?: Maybe<string>;
  platform?: Maybe<Platform>;
  protocol?: Maybe<Protocol>;
  url?: Maybe<string>;
  backupUrl?: Maybe<string>;
  srt?: Maybe<SrtInput>;
  presetId?: Maybe<string>;
  tags?: Maybe<Tag[]>;
  retryPolicy?: Maybe<RetryPolicyInput>;
  apply?: Maybe<ApplyWhen>;
  allowInterruption?: Maybe<boolean>;
}

export interface DeleteDestinationInput extends Replayable {
  id: string;
  expectedVersion?: Maybe<number>;
}

export interface DestinationActionInput extends Replayable {
  id: string;
}

export interface StartDestinationInput extends Replayable {
  id: string;
  startWithoutSource?: Maybe<boolean>;
}

export interface StopDestinationInput extends Replayable {
  id: string;
  force?: Maybe<boolean>;
}

export interface RotateStreamKeyInput extends Replayable {
  id: string;
  streamKey: string;
  expectedVersion?: Maybe<number>;
  apply?: Maybe<ApplyWhen>;
}

/** Exactly one of: ids; flowId; all: true. */
export interface BulkInput extends Replayable {
  ids?: Maybe<string[]>;
  flowId?: Maybe<string>;
  all?: Maybe<boolean>;
}

export interface CreatePresetInput extends Replayable {
  name: string;
  width: number;
  height: number;
  framesPerSecond: number;
  videoBitrate: number;
  audioBitrate?: Maybe<number>;
}

export interface UpdatePresetInput extends Replayable {
  id: string;
  expectedVersion?: Maybe<number>;
  name?: Maybe<string>;
  width?: Maybe<number>;
  height?: Maybe<number>;
  framesPerSecond?: Maybe<number>;
  videoBitrate?: Maybe<number>;
  audioBitrate?: Maybe<number>;
}

export interface DeletePresetInput extends Replayable {
  id: string;
}

export interface FlowActionInput extends Replayable {
  id: string;
}

export interface StopFlowInput extends Replayable {
  id: string;
  force?: Maybe<boolean>;
}

export interface ChannelActionInput extends Replayable {
  id: string;
}

export interface SweepOrphansInput extends Replayable {
  dryRun?: Maybe<boolean>;
}

export interface SyncInput extends Replayable {}

export interface CreateTokenInput extends Replayable {
  name: string;
  role: Role;
  flowIds?: Maybe<string[]>;
  /** ISO 8601. */
  expiresAt?: Maybe<string>;
}

export interface RevokeTokenInput extends Replayable {
  id: string;
}
