import type { Channel, ChannelAlert, ChannelSummary, Input } from '@aws-sdk/client-medialive';
import { channelStates, type SeenAlert, type SeenChannel, type SeenInput } from '../domain/aws.ts';
import { toPushUrl } from './push-url.ts';

/** A channel as List, Describe or an act shows it, in our words and without its keys. */
export function toSeenChannel(channel: Channel | ChannelSummary): SeenChannel {
  const settings = (channel.Destinations ?? []).flatMap((destination) => destination.Settings ?? []);
  return {
    id: channel.Id ?? '',
    arn: channel.Arn ?? '',
    name: channel.Name ?? null,
    state: channelStates.find((state) => state === channel.State) ?? 'UNKNOWN',
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

export function toSeenInput(input: Input): SeenInput {
  return {
    id: input.Id ?? '',
    arn: input.Arn ?? '',
    name: input.Name ?? null,
    state: inputStates.find((state) => state === input.State) ?? 'UNKNOWN',
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
