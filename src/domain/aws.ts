/**
 * What AWS has, in our words. The `aws` folder translates from the SDK, the poller records it, the planner decides on it.
 * State words are AWS's own; a word AWS adds later becomes `UNKNOWN`.
 */
export const channelStates = [
  'CREATING',
  'CREATE_FAILED',
  'IDLE',
  'STARTING',
  'RUNNING',
  'RECOVERING',
  'STOPPING',
  'UPDATING',
  'UPDATE_FAILED',
  'DELETING',
  'DELETED',
  'UNKNOWN',
] as const;
export type ChannelState = (typeof channelStates)[number];

export type InputState = 'CREATING' | 'DETACHED' | 'ATTACHED' | 'DELETING' | 'DELETED' | 'UNKNOWN';

export const flowStates = [
  'STANDBY',
  'STARTING',
  'ACTIVE',
  'STOPPING',
  'UPDATING',
  'DELETING',
  'ERROR',
  'UNKNOWN',
] as const;
export type FlowState = (typeof flowStates)[number];

export type ChannelClass = 'STANDARD' | 'SINGLE_PIPELINE';

export interface SeenChannel {
  id: string;
  arn: string;
  name: string | null;
  state: ChannelState;
  channelClass: ChannelClass;
  /** Healthy pipelines; 0 unless it runs. */
  pipelinesRunning: number;
  inputIds: string[];
  /** Where an RTMP channel pushes to, without keys. Empty for other outputs. */
  pushUrls: string[];
  tags: Record<string, string>;
}

export interface SeenInput {
  id: string;
  arn: string;
  name: string | null;
  state: InputState;
  type: string;
  flowArns: string[];
  channelIds: string[];
  tags: Record<string, string>;
}

export interface SeenAlert {
  id: string;
  /** AWS's wording, e.g. `Failed RTMP Connection`. */
  alertType: string;
  /** Redacted. */
  message: string;
  /** ISO 8601. */
  since: string;
  pipeline: string | null;
}

export interface SeenSource {
  arn: string;
  name: string;
  protocol: string;
  ingestAddress: string | null;
  ingestPort: number | null;
  streamId: string | null;
  /** Null when AWS has not said. */
  connected: boolean | null;
  /** Bits per second. */
  bitrate: number | null;
  /** e.g. `H.264 1920x1080 30 fps, AAC 48 kHz`. */
  format: string | null;
  /** Whether an audio stream comes in; null or left out when AWS has not said. */
  audio?: boolean | null;
}

export interface SeenOutput {
  arn: string;
  name: string;
  protocol: string | null;
  destination: string | null;
  port: number | null;
  listenerAddress: string | null;
  /** Of its other settings: latency, stream id, who may fetch it, encryption. To see whether someone changed them. */
  settingsDigest: string;
  enabled: boolean;
  /** Set when MediaLive made it for an input: never touched by us. */
  mediaLiveInputArn: string | null;
}

export interface SeenFlow {
  arn: string;
  name: string;
  state: FlowState;
  sources: SeenSource[];
  outputs: SeenOutput[];
}

/** Why a call to AWS did not do its work; classified once, in `aws`. Never branch on message text. */
export type AwsFailureKind =
  | 'THROTTLED'
  | 'UNREACHABLE'
  | 'SERVER'
  | 'CONFLICT'
  | 'NOT_FOUND'
  | 'INVALID'
  | 'DENIED'
  | 'QUOTA'
  /** No answer of AWS: what it had taken came to nothing afterwards. */
  | 'SETBACK';
