import { createHash } from 'node:crypto';
import type {
  DescribeFlowSourceMetadataResponse,
  Flow,
  Output,
  Source,
  TransportStream,
} from '@aws-sdk/client-mediaconnect';
import { flowStates, type SeenFlow, type SeenOutput, type SeenSource } from '../domain/aws.ts';
import { maskStreamId } from '../domain/redaction/mask-stream-id.ts';
import type { SourceMetadata } from './media-connect.ts';
import { requireMember } from './require-member.ts';

/** A flow with the members that each DescribeFlow has. */
export interface DescribedFlow extends Partial<Pick<Flow, 'Name' | 'Source' | 'Sources'>> {
  FlowArn: string;
  Status: string;
  Outputs: Output[];
}

/** @throws AwsError SERVER when the answer is not of this flow, or not whole. */
export function toDescribedFlow(flow: Flow | undefined, arn: string): DescribedFlow {
  const { FlowArn, Status, Outputs } = flow ?? {};
  return {
    ...flow,
    FlowArn: requireMember(FlowArn === arn ? arn : undefined, 'DescribeFlow', 'the flow'),
    Status: requireMember(Status, 'DescribeFlow', 'its status'),
    Outputs: requireMember(Outputs, 'DescribeFlow', 'its outputs'),
  };
}

/** A flow as DescribeFlow shows it. What its sources carry is not part of that answer. */
export function toSeenFlow(flow: DescribedFlow): SeenFlow {
  const sources = flow.Sources?.length ? flow.Sources : flow.Source ? [flow.Source] : [];
  return {
    arn: flow.FlowArn,
    name: flow.Name ?? '',
    state: flowStates.find((state) => state === flow.Status) ?? 'UNKNOWN',
    sources: sources.map(toSeenSource),
    outputs: flow.Outputs.map(toSeenOutput),
  };
}

function toSeenSource(source: Source): SeenSource {
  const { StreamId } = source.Transport ?? {};
  return {
    arn: source.SourceArn ?? '',
    name: source.Name ?? '',
    protocol: source.Transport?.Protocol ?? 'unknown',
    ingestAddress: source.IngestIp ?? null,
    ingestPort: source.IngestPort ?? null,
    // An encoder needs the rest, which is why it is shown.
    streamId: StreamId === undefined ? null : maskStreamId(StreamId, 'named'),
    connected: null,
    bitrate: null,
    format: null,
  };
}

export function toSeenOutput(output: Output): SeenOutput {
  return {
    arn: output.OutputArn ?? '',
    name: output.Name ?? '',
    protocol: output.Transport?.Protocol ?? null,
    destination: output.Destination ?? null,
    port: output.Port ?? null,
    listenerAddress: output.ListenerAddress ?? null,
    settingsDigest: settingsDigest(output),
    enabled: output.OutputStatus !== 'DISABLED',
    mediaLiveInputArn: output.MediaLiveInputArn ?? null,
  };
}

/** A digest, for what others set of theirs is no business of ours. */
function settingsDigest({ Transport = { Protocol: undefined }, Encryption }: Output): string {
  const { MinLatency, StreamId, CidrAllowList = [] } = Transport;
  const { SecretArn, RoleArn } = Encryption ?? {};
  const settings = [MinLatency, StreamId, [...CidrAllowList].sort(), SecretArn, RoleArn];
  return createHash('sha256').update(JSON.stringify(settings)).digest('base64url').slice(0, 22);
}

/**
 * Programs in the stream say that it comes; none, that it does not. The API tells no bit rate.
 * @throws AwsError SERVER when the answer holds nothing at all.
 */
export function toSourceMetadata(answer: DescribeFlowSourceMetadataResponse): SourceMetadata {
  const { FlowArn, Timestamp, Messages, TransportMediaInfo } = answer;
  const any = FlowArn ?? Timestamp ?? Messages ?? TransportMediaInfo;
  requireMember(any, 'DescribeFlowSourceMetadata', 'what comes in');
  const programs = answer.TransportMediaInfo?.Programs;
  const streams = (programs ?? []).flatMap((program) => program.Streams ?? []);
  const said = programs !== undefined || (answer.Messages?.length ?? 0) > 0;
  return {
    connected: said ? (programs?.length ?? 0) > 0 : null,
    bitrate: null,
    format: streams.map(formatOf).filter(Boolean).join(', ') || null,
    audio: streams.length > 0 ? streams.some(isAudio) : null,
  };
}

const isAudio = ({ StreamType, SampleRate, Channels }: TransportStream): boolean =>
  /audio/i.test(StreamType ?? '') || SampleRate !== undefined || Channels !== undefined;

const codecs: Record<string, string> = { AVC: 'H.264', H264: 'H.264', HEVC: 'H.265', H265: 'H.265' };

function formatOf({ Codec, FrameResolution, FrameRate, SampleRate }: TransportStream): string {
  if (!Codec) return '';
  const name = codecs[Codec.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')] ?? Codec;
  return [
    name,
    FrameResolution && `${FrameResolution.FrameWidth}x${FrameResolution.FrameHeight}`,
    FrameRate && `${perSecond(FrameRate)} fps`,
    SampleRate && `${SampleRate / 1000} kHz`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** AWS may write a rate as a fraction, e.g. `30000/1001`. */
function perSecond(rate: string): string {
  const [numerator = Number.NaN, denominator = 1] = rate.split('/').map(Number);
  const value = numerator / denominator;
  return Number.isFinite(value) ? String(Math.round(value * 100) / 100) : rate;
}
