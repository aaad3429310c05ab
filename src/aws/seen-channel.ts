import type { Channel, ChannelAlert, ChannelSummary, Input } from '@aws-sdk/client-medialive';
import { channelStates, type SeenAlert, type SeenChannel, type SeenInput } from '../domain/aws.ts';
import { toPushUrl } from './push-url.ts';
import { requireMember } from './require-member.ts';

/**
 * A channel as List, Describe or an act shows it, in our words and without its keys.
 * @throws AwsError SERVER when the answer holds no channel.
 */
export function toSeenChannel(
  answered: Channel | ChannelSummary | undefined,
  operation: string,
): SeenChannel {
  const channel = requireMember(answered, operation, 'the channel');
  const shownState = requireMember(channel.State, operation, 'a state');
  const settings = (channel.Destinations ?? []).flatMap((destination) => destination.Settings ?? []);
  return {
    id: requireMember(channel.Id, operation, 'the channel'),
    arn: channel.Arn ?? '',
    name: channel.Name ?? null,
    state: channelStates.find((state) => state === shownState) ?? 'UNKNOWN',
    channelClass: channel.ChannelClass === 'STANDARD' ? 'STANDARD' : 'SINGLE_PIPELINE',
    pipelinesRunning: channel.PipelinesRunningCount ?? 0,
    inputIds: (channel.InputAttachments ?? []).flatMap(({ InputId }) => InputId ?? []),
    pushUrls: settings.flatMap(({ Url, StreamName }) => toPushUrl(Url, StreamName) ?? []),
    tags: channel.Tags ?? {},
  };
}

/** The keys that MediaLive echoes in clear: only to be taken out of what it says elsewhere. */
export function keysOf({ Destinations = [] }: Channel | ChannelSummary): string[] {
  return Destinations.flatMap(({ Settings = [] }) => Settings.flatMap(({ StreamName }) => StreamName ?? []));
}

const inputStates = ['CREATING', 'DETACHED', 'ATTACHED', 'DELETING', 'DELETED'] as const;

/** @throws AwsError SERVER when the answer holds no input. */
export function toSeenInput(answered: Input | undefined, operation: string): SeenInput {
  const input = requireMember(answered, operation, 'the input');
  const shownState = requireMember(input.State, operation, 'a state');
  return {
    id: requireMember(input.Id, operation, 'the input'),
    arn: input.Arn ?? '',
    name: input.Name ?? null,
    state: inputStates.find((state) => state === shownState) ?? 'UNKNOWN',
    type: input.Type ?? 'UNKNOWN',
    flowArns: (input.MediaConnectFlows ?? []).flatMap(({ FlowArn }) => FlowArn ?? []),
    channelIds: input.AttachedChannels ?? [],
    tags: input.Tags ?? {},
  };
}

export function toSeenAlert(alert: ChannelAlert, hide: (text: string) => string): SeenAlert {
  return {
    id: alert.Id ?? `${alert.AlertType ?? 'alert'}:${alert.PipelineId ?? ''}`,
    alertType: alert.AlertType ?? 'UNKNOWN',
    message: hide(alert.Message ?? ''),
    since: (alert.SetTimestamp ?? new Date(0)).toISOString(),
    pipeline: alert.PipelineId ?? null,
  };
}
