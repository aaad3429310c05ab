/**
 * The account as plain data: everything that must survive a restart and nothing else.
 * Services change it synchronously; `World.commit` persists it before a call is answered.
 */
export interface Account {
  nextId: number;
  channels: Record<string, StoredChannel>;
  inputs: Record<string, StoredInput>;
  flows: Record<string, StoredFlow>;
  /** By resource ARN. MediaLive and MediaConnect alike. */
  tags: Record<string, Record<string, string>>;
  /** RequestId → id of what it made, per operation: `CreateChannel:<requestId>`. */
  requestIds: Record<string, { id: string; at: number }>;
  /** RTMP platforms: the longest matching prefix decides; none means accepted. */
  platforms: { urlPrefix: string; accepts: boolean }[];
  /** With real video: pushes that fail right now, by channel id and destination id. */
  pushFailures: Record<string, Record<string, PushFailure>>;
  settings: EmulatorSettings;
}

/** Why a push fails. A message alone: the connection does; FORMAT: RTMP does not carry what the source sends. */
export type PushFailure = string | { cause: 'CERTIFICATE' | 'FORMAT'; message: string };

/** A state that turns into another by itself at `at` (ms since epoch). States settle by the clock. */
export interface Settling<S extends string> {
  at: number;
  to: S;
}

export type ChannelState =
  | 'CREATING'
  | 'CREATE_FAILED'
  | 'IDLE'
  | 'STARTING'
  | 'RUNNING'
  | 'RECOVERING'
  | 'STOPPING'
  | 'DELETING'
  | 'DELETED'
  | 'UPDATING'
  | 'UPDATE_FAILED';
export type InputState = 'CREATING' | 'DETACHED' | 'ATTACHED' | 'DELETING' | 'DELETED';
export type FlowState = 'STANDBY' | 'ACTIVE' | 'UPDATING' | 'DELETING' | 'STARTING' | 'STOPPING' | 'ERROR';

export interface StoredChannel {
  id: string;
  arn: string;
  state: ChannelState;
  settling: Settling<ChannelState> | null;
  /** The states it left lately and when, oldest first; null: it was not there. What List tells, which lags, is among them. */
  left?: { state: ChannelState | null; at: number }[];
  /** The channel as given (wire form, defaults filled in): name, channelClass, destinations, encoderSettings, … */
  config: Record<string, unknown>;
  /** Pipelines failed by `/fail`. */
  failedPipelines: string[];
  alerts: StoredAlert[];
  runningSince: number | null;
  deletedAt: number | null;
}

export interface StoredAlert {
  id: string;
  /** AWS's number, e.g. 6018; not on the wire. */
  number: number;
  alertType: string;
  message: string;
  pipelineId: string;
  state: 'SET' | 'CLEARED';
  setTimestamp: string;
  clearedTimestamp: string | null;
}

export interface StoredInput {
  id: string;
  arn: string;
  state: InputState;
  settling: Settling<InputState> | null;
  config: Record<string, unknown>;
  flowArns: string[];
  attachedChannelId: string | null;
  deletedAt: number | null;
}

export interface StoredFlow {
  arn: string;
  name: string;
  state: FlowState;
  settling: Settling<FlowState> | null;
  /** Wire form: availabilityZone, description, sources, entitlements, vpcInterfaces, … without outputs. */
  config: Record<string, unknown>;
  outputs: StoredOutput[];
  /** Whether the encoder sends; observed from real packets with video, else set through the control surface. */
  encoderSending: boolean;
  /** What the source carries; a plausible default where there is no video, null until real packets have told. */
  format: SourceFormat | null;
}

export interface SourceFormat {
  videoCodec: string;
  width: number;
  height: number;
  framesPerSecond: number;
  audioCodec: string;
  audioSampleRate: number;
  bitsPerSecond: number;
}

export interface StoredOutput {
  arn: string;
  name: string;
  /** Wire form of MediaConnect's Output: destination, port, transport, outputStatus, mediaLiveInputArn, … */
  config: Record<string, unknown>;
}

export interface EmulatorSettings {
  /** Factor on every transition's length: 1 is AWS's own pace, 0 is instant. */
  timeScale: number;
  quotas: { channels: number; pushInputs: number; flows: number; outputsPerFlow: number };
  throttle: Rate;
  /** How long List answers lag behind Describe. */
  listLagMs: number;
  undocumented: UndocumentedSettings;
}

/** What AWS's documents leave open ([??] and [INF] in the facts): assumptions, each to be set otherwise. */
export interface UndocumentedSettings {
  /** StopChannel is taken while the channel is STARTING. */
  stopWhileStarting: boolean;
  /** UpdateChannel without a roleArn leaves the role as it is; else it takes the role away. */
  updateKeepsRole: boolean;
  /** An audio description must name an audio selector that its channel's inputs define, or `Default`. */
  audioSelectorsMustExist: boolean;
  /** UpdateFlowOutput may disable an output that MediaLive made, which starves its channel. */
  disableManagedOutputs: boolean;
  /** How long a RequestId is remembered; null for as long as what it made. */
  requestIdMs: number | null;
  /** How long a DELETED channel or input is shown, at any time scale; AWS's waiters ask for up to 420 s. */
  tombstoneMs: number;
  /** Page size where a List does not say. */
  pageSize: number;
  /** MediaConnect's request rates, Describes apart from the rest unless `describe` is left out; null for no limit. */
  mediaConnectThrottle: (Rate & { describe?: Rate | undefined }) | null;
  /** The status of MediaLive's refusal to make more than a quota allows. */
  quotaStatus: number;
}

/** A steady rate of requests, and how many may come at once. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** What services need of the world around them. Time is a dependency, so that a simulation can own it. */
export interface World {
  readonly account: Account;
  readonly region: string;
  readonly accountId: string;
  now(): number;
  /** AWS's plan time in ms × timeScale, with deterministic jitter. */
  duration(awsMs: number): number;
  /** Applies every settling that is due, then tells listeners. Called before each operation and by the clock. */
  settle(): void;
  /** Persists the account; resolves once it is on disk. */
  commit(): Promise<void>;
  /** Announces that something changed: alerts are re-derived, video is re-aligned. */
  changed(): void;
  newId(): string;
}

/**
 * Carries real video for the account, when it can. It looks at the account (active flows, running channels, enabled
 * outputs) whenever `align` is called and makes reality so; it reports back what really happens.
 */
export interface VideoCarrier {
  align(): void;
  close(): Promise<void>;
}

export interface VideoReports {
  /** Packets of the encoder come or ceased on this flow's source. */
  source(flowArn: string, connected: boolean, format?: SourceFormat): void;
  /** A push to this RTMP destination failed or is delivering (again). */
  push(channelId: string, destinationId: string, delivering: boolean, failure?: PushFailure): void;
}
