import type { SeenFlow, SeenOutput } from '../domain/aws.ts';
import type { Protocol, SrtSettings } from '../domain/records.ts';
import type { ActOptions, LookOptions } from './media-live.ts';

/** The few verbs over MediaConnect that Lunora uses. Every call may throw an AwsError. */
export interface MediaConnect {
  /** ARNs and names of every flow; all pages. */
  listFlows(options?: LookOptions): Promise<{ arn: string; name: string }[]>;
  /** One DescribeFlow; the sources' `connected`, `bitrate` and `format` are null. Null when the flow is gone. */
  describeFlow(arn: string, options?: LookOptions): Promise<SeenFlow | null>;
  /** One DescribeFlowSourceMetadata; only of an ACTIVE flow. */
  describeSource(arn: string, options?: LookOptions): Promise<SourceMetadata>;
  startFlow(arn: string, options?: ActOptions): Promise<void>;
  stopFlow(arn: string, options?: ActOptions): Promise<void>;
  /** A name that is taken is found by Describe and adopted. */
  addOutput(args: OutputArgs, options?: ActOptions): Promise<SeenOutput>;
  updateOutput(args: OutputArgs & { outputArn: string }, options?: ActOptions): Promise<SeenOutput>;
  setOutputEnabled(
    flowArn: string,
    outputArn: string,
    enabled: boolean,
    options?: ActOptions,
  ): Promise<SeenOutput>;
  /** Resolves also when it is gone already. */
  removeOutput(flowArn: string, outputArn: string, options?: ActOptions): Promise<void>;
  tag(arn: string, tags: Record<string, string>): Promise<void>;
}

export interface SourceMetadata {
  connected: boolean | null;
  /** Bits per second. */
  bitrate: number | null;
  format: string | null;
  /** Whether an audio stream comes in; null when no stream is known. */
  audio?: boolean | null;
}

export interface OutputArgs {
  flowArn: string;
  /** Unique per flow and deterministic, so that it is found again. */
  name: string;
  protocol: Protocol;
  /** `srt://host:port` for a caller; null for a listener. */
  url: string | null;
  srt: SrtSettings | null;
  enabled: boolean;
}
