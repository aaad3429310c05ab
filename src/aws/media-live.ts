import type { SeenAlert, SeenChannel, SeenInput } from '../domain/aws.ts';
import type { Preset } from '../domain/records.ts';

/** The few verbs over MediaLive that Lunora uses. Every call may throw an AwsError. */
export interface MediaLive {
  /** All pages. Tombstones (DELETED) are left out. */
  listChannels(options?: LookOptions): Promise<SeenChannel[]>;
  listInputs(options?: LookOptions): Promise<SeenInput[]>;
  /** Null when AWS says that there is none (404); one that was deleted may be shown for a while, in state DELETED. */
  describeChannel(id: string, options?: LookOptions): Promise<SeenChannel | null>;
  /** A digest of how it is set up, of the stream key its fingerprint; null when it is gone. One Describe. */
  channelDigest(id: string, options?: LookOptions): Promise<string | null>;
  /** As `describeChannel`. */
  describeInput(id: string, options?: LookOptions): Promise<SeenInput | null>;
  /** Alerts that are SET. */
  listAlerts(channelId: string, options?: LookOptions): Promise<SeenAlert[]>;
  createInput(args: CreateInputArgs, options?: ActOptions): Promise<SeenInput>;
  createChannel(args: CreateChannelArgs, options?: ActOptions): Promise<SeenChannel>;
  updateChannel(args: UpdateChannelArgs, options?: ActOptions): Promise<SeenChannel>;
  startChannel(id: string, options?: ActOptions): Promise<SeenChannel>;
  stopChannel(id: string, options?: ActOptions): Promise<SeenChannel>;
  restartChannelPipelines(id: string, options?: ActOptions): Promise<SeenChannel>;
  /** Resolves also when it is gone already. */
  deleteChannel(id: string, options?: ActOptions): Promise<void>;
  deleteInput(id: string, options?: ActOptions): Promise<void>;
}

/** What a List is asked for: the most of its model. AWS may give fewer, and the rest is asked for then. */
export const listedPerPage = 1_000;

export interface LookOptions {
  /** Gives up the call, which then fails as UNREACHABLE. */
  signal?: AbortSignal;
}

export interface ActOptions {
  /**
   * Asked before a request that got no answer, or was put off, is sent again; left out: it is. Where it says no, the call
   * fails as it did last.
   */
  mayRepeat?: () => boolean;
}

export interface CreateInputArgs {
  /** Idempotency token; logged before the call. */
  requestId: string;
  name: string;
  flowArn: string;
  roleArn: string;
  tags: Record<string, string>;
}

export interface ChannelSettings {
  name: string;
  inputId: string;
  roleArn: string;
  preset: Preset;
  /** `rtmp://` or `rtmps://`, without the key. */
  url: string;
  /** In clear, for this call only. Never logged. */
  streamKey: string;
}

export interface CreateChannelArgs extends ChannelSettings {
  requestId: string;
  tags: Record<string, string>;
}

export interface UpdateChannelArgs extends ChannelSettings {
  id: string;
}
