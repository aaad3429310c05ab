import { AwsRefusal, type Operation, type OperationAnswer } from '../service.ts';
import type { StoredChannel, World } from '../world.ts';
import { alignInputs } from './attach-inputs.ts';
import { channelAnswer, findChannel, listedChannel } from './channel-record.ts';
import { channelMs, isDeleted, moveChannel, pipelinesOf, requireLegal } from './channel-state.ts';
import { checkChannel } from './check-channel.ts';
import { placeOf } from './operation-places.ts';
import { page } from './page.ts';
import { type Body, readRequest } from './read-request.ts';
import { badRequest, limitExceeded, unprocessable } from './refusals.ts';
import { rememberedId } from './remembered-id.ts';
import { readTags } from './resource-tags.ts';

/** A channel from its creation to its tombstone: states, refusals, quota and idempotency. */
export function channelOperations(world: World): Operation[] {
  const flat = (channel: StoredChannel): OperationAnswer => {
    world.changed();
    return { status: 200, body: channelAnswer(world, channel) };
  };
  return [
    {
      ...placeOf('CreateChannel'),
      handle({ body }) {
        const channel = createChannel(world, body);
        world.changed();
        return { status: 201, body: { channel: channelAnswer(world, channel) } };
      },
    },
    {
      ...placeOf('ListChannels'),
      query: ['maxResults', 'nextToken'],
      handle({ query }) {
        const seen = Object.values(world.account.channels).flatMap((channel) => {
          const listed = listedChannel(world, channel);
          return listed ? [{ id: channel.id, listed }] : [];
        });
        const { items, nextToken } = page(seen, query, world.account.settings.undocumented.pageSize);
        return { status: 200, body: { channels: items.map(({ listed }) => listed), nextToken } };
      },
    },
    {
      ...placeOf('DescribeChannel'),
      handle({ params }) {
        const channel = findChannel(world, params['ChannelId'], 'describe');
        return { status: 200, body: channelAnswer(world, channel) };
      },
    },
    {
      ...placeOf('UpdateChannel'),
      handle({ params, body }) {
        const channel = findChannel(world, params['ChannelId'], 'update');
        updateChannel(world, channel, body);
        world.changed();
        return { status: 200, body: { channel: channelAnswer(world, channel) } };
      },
    },
    {
      ...placeOf('DeleteChannel'),
      handle({ params }) {
        const channel = findChannel(world, params['ChannelId'], 'delete');
        if (isDeleted(channel)) return { status: 200, body: channelAnswer(world, channel) };
        requireLegal(channel, 'delete');
        deleteChannel(world, channel);
        return flat(channel);
      },
    },
    {
      ...placeOf('StartChannel'),
      noBody: true,
      handle({ params }) {
        const channel = findChannel(world, params['ChannelId'], 'start');
        requireLegal(channel, 'start');
        startChannel(world, channel);
        return flat(channel);
      },
    },
    {
      ...placeOf('StopChannel'),
      noBody: true,
      handle({ params }) {
        const channel = findChannel(world, params['ChannelId'], 'stop');
        if (channel.state !== 'STARTING' || !world.account.settings.undocumented.stopWhileStarting) {
          requireLegal(channel, 'stop');
        }
        stopChannel(world, channel);
        return flat(channel);
      },
    },
    {
      ...placeOf('RestartChannelPipelines'),
      handle({ params, body }) {
        const channel = findChannel(world, params['ChannelId'], 'restart');
        const restarted = readPipelines(channel, readRequest('RestartChannelPipelines', body));
        requireLegal(channel, 'restart');
        channel.failedPipelines = restarted;
        moveChannel(world, channel, 'RECOVERING', { to: 'RUNNING', afterMs: channelMs.recovering });
        return flat(channel);
      },
    },
  ];
}

/**
 * Adds a channel, or finds the one made with the same RequestId, whatever became of it.
 * @throws AwsRefusal 422 for a configuration that cannot be, 429 past the quota
 */
export function createChannel(world: World, body: Body): StoredChannel {
  const { account } = world;
  const token = `CreateChannel:${String(body['requestId'])}`;
  const made = account.channels[rememberedId(world, token) ?? ''];
  if (made && body['requestId'] !== undefined) return made;
  const { requestId, tags, dryRun, ...config } = readRequest('CreateChannel', body);
  refuseDryRun(dryRun);
  const given = readTags(tags);
  const flaws = checkChannel(config, account, null);
  if (flaws.length > 0) throw unprocessable(flaws);
  const alive = Object.values(account.channels).filter(({ state }) => state !== 'DELETED');
  if (alive.length >= account.settings.quotas.channels) throw limitExceeded(world, 'Limit exceeded');
  const id = world.newId();
  const channel: StoredChannel = {
    id,
    arn: `arn:aws:medialive:${world.region}:${world.accountId}:channel:${id}`,
    state: 'CREATING',
    settling: { at: world.now() + world.duration(channelMs.creating), to: 'IDLE' },
    left: [{ state: null, at: world.now() }],
    config,
    failedPipelines: [],
    alerts: [],
    runningSince: null,
    deletedAt: null,
  };
  account.channels[id] = channel;
  account.tags[channel.arn] = given;
  if (requestId !== undefined) account.requestIds[token] = { id, at: world.now() };
  alignInputs(account, channel);
  return channel;
}

/** What is left out stays, the role only where that is assumed; what is given replaces the old whole. */
function updateChannel(world: World, channel: StoredChannel, body: Body): void {
  requireLegal(channel, 'update');
  const { dryRun, ...changes } = readRequest('UpdateChannel', body);
  refuseDryRun(dryRun);
  const { roleArn, ...kept } = channel.config;
  const { updateKeepsRole } = world.account.settings.undocumented;
  const config = { ...(updateKeepsRole && { roleArn }), ...kept, ...changes };
  const flaws = checkChannel(config, world.account, channel.id);
  if (flaws.length > 0) throw unprocessable(flaws);
  channel.config = config;
  alignInputs(world.account, channel);
  moveChannel(world, channel, 'UPDATING', { to: 'IDLE', afterMs: channelMs.updating });
}

export function startChannel(world: World, channel: StoredChannel): void {
  moveChannel(world, channel, 'STARTING', { to: 'RUNNING', afterMs: channelMs.starting });
}

export function stopChannel(world: World, channel: StoredChannel): void {
  channel.failedPipelines = [];
  channel.runningSince = null;
  delete world.account.pushFailures[channel.id];
  moveChannel(world, channel, 'STOPPING', { to: 'IDLE', afterMs: channelMs.stopping });
}

export function deleteChannel(world: World, channel: StoredChannel): void {
  channel.failedPipelines = [];
  channel.runningSince = null;
  delete world.account.pushFailures[channel.id];
  moveChannel(world, channel, 'DELETING', { to: 'DELETED', afterMs: channelMs.deleting });
}

/** The pipelines named by `PIPELINE_0` and `PIPELINE_1`; all where none is named. */
function readPipelines(channel: StoredChannel, { pipelineIds }: Body): string[] {
  const pipelines = pipelinesOf(channel);
  if (!Array.isArray(pipelineIds) || pipelineIds.length === 0) return pipelines;
  const named = pipelineIds.map((name) => String(name).replace('PIPELINE_', ''));
  const unknown = named.find((pipeline) => !pipelines.includes(pipeline));
  if (unknown) throw badRequest(`The channel has no pipeline ${unknown}.`);
  return named;
}

function refuseDryRun(dryRun: unknown): void {
  if (dryRun) throw new AwsRefusal(501, 'NotEmulatedException', 'DryRun is not emulated.');
}
