import type { StoredChannel, World } from '../world.ts';
import { readChannelConfig } from './channel-config.ts';
import { listedState, pipelinesOf, runningPipelines } from './channel-state.ts';
import { notFound } from './refusals.ts';

/** @throws AwsRefusal 404, for a tombstone too unless it is to be described or deleted once more */
export function findChannel(world: World, id: string | undefined, verb: string): StoredChannel {
  const channel = Object.values(world.account.channels).find((candidate) => candidate.id === id);
  if (!channel || (channel.state === 'DELETED' && verb !== 'describe' && verb !== 'delete')) {
    throw notFound(`The channel you're requesting to ${verb} does not exist.`);
  }
  return channel;
}

/** A channel as Describe and every act show it. Stream keys are in clear, as at AWS. */
export function channelAnswer(world: World, channel: StoredChannel): Record<string, unknown> {
  return {
    ...summary(world, channel),
    encoderSettings: channel.config['encoderSettings'],
    pipelineDetails: pipelineDetails(channel),
  };
}

/** A channel as List shows it: late by its lag, without encoder settings and pipelines. Null while unseen. */
export function listedChannel(world: World, channel: StoredChannel): Record<string, unknown> | null {
  const state = listedState(channel, world.now(), world.account.settings.listLagMs);
  if (!state) return null;
  const healthy = channel.state === 'RUNNING' ? runningPipelines(channel) : pipelinesOf(channel);
  return {
    ...summary(world, channel),
    state,
    pipelinesRunningCount: state === 'RUNNING' ? healthy.length : 0,
    usedChannelEngineVersions: [],
  };
}

function summary(world: World, channel: StoredChannel): Record<string, unknown> {
  const { encoderSettings: _, ...config } = channel.config;
  return {
    ...config,
    arn: channel.arn,
    egressEndpoints: pipelinesOf(channel).map((pipeline) => ({
      sourceIp: `192.0.2.${Number(pipeline) + 1}`,
    })),
    id: channel.id,
    pipelinesRunningCount: runningPipelines(channel).length,
    state: channel.state,
    tags: world.account.tags[channel.arn] ?? {},
  };
}

function pipelineDetails(channel: StoredChannel): object[] {
  const [attachment] = readChannelConfig(channel.config).inputAttachments;
  return runningPipelines(channel).map((pipelineId) => ({
    activeInputAttachmentName: attachment?.inputAttachmentName ?? attachment?.inputId,
    activeInputSwitchActionName: 'Initial Channel Input',
    pipelineId,
  }));
}
