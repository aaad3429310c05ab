import { flowOf } from './change.ts';
import { channelCostPerHour, isChannelCostComplete, isEncoding, money, outputCostPerHour } from './cost.ts';
import type { Input, Output } from './records.ts';
import type { State } from './state.ts';

/** Something at AWS that carries this installation's name or tag and that no record owns. */
export interface Orphan {
  type: 'channel' | 'input' | 'output';
  id: string;
  name: string | null;
  /** AWS's word; ENABLED or DISABLED for an output. */
  state: string;
  flowId: string | null;
  /** US dollars an hour of it alone, as it stands, four decimals. An output's follows from the source's bit rate, where known. */
  costPerHour: string;
  /** False: a part of the cost has no known price. */
  costComplete: boolean;
  /** The destination and its generation that its tag or name says it was made for. */
  madeFor: { destinationId: string; generation: number };
  /** True while it sends: a channel that encodes, an enabled output of a flow that runs. */
  onAir: boolean;
  /** Whether it may be removed in its present state: stopped first, detached first, never MediaLive's own. */
  step: 'stopChannel' | 'deleteChannel' | 'deleteInput' | 'removeOutput' | 'wait';
}

/** Every orphan AWS was last seen to have. Only what carries our tag or name; never the primary channel. */
export function findOrphans(state: State, installationId: string): Orphan[] {
  const orphans: Orphan[] = [];
  const owned = ownedIds(state);
  const ours = (tags: Record<string, string>) =>
    tags['lunora:installation'] === installationId && tags['lunora:destination'] !== undefined;

  for (const channel of state.all('channel')) {
    if (!ours(channel.tags) || channel.role === 'PRIMARY' || owned.has(channel.id)) continue;
    if (channel.state === 'DELETED') continue;
    if (awaited(state, channel.tags, 'channel')) continue;
    const step =
      channel.state === 'RUNNING' || channel.state === 'RECOVERING'
        ? 'stopChannel'
        : channel.state === 'IDLE' || channel.state === 'CREATE_FAILED' || channel.state === 'UPDATE_FAILED'
          ? 'deleteChannel'
          : 'wait';
    orphans.push({
      type: 'channel',
      id: channel.id,
      name: channel.name,
      state: channel.state,
      flowId: flowOf(state, 'channel', channel),
      costPerHour: isEncoding(channel.state)
        ? channelCostPerHour(state.rates, channel)
        : money(state.rates.idleChannel),
      costComplete: isChannelCostComplete(channel),
      madeFor: madeForByTags(channel.tags),
      onAir: isEncoding(channel.state),
      step,
    });
  }
  for (const input of state.all('input')) {
    if (!ours(input.tags) || owned.has(input.id) || awaited(state, input.tags, 'input')) continue;
    if (input.state === 'DELETED') continue;
    orphans.push({
      type: 'input',
      id: input.id,
      name: input.name,
      state: input.state,
      costPerHour: money(feedsRunning(state, input) ? 0 : state.rates.idleInput),
      costComplete: true,
      flowId: input.flowArns[0] ?? null,
      madeFor: madeForByTags(input.tags),
      onAir: false,
      step: input.state === 'DETACHED' ? 'deleteInput' : 'wait',
    });
  }
  for (const output of state.all('output')) {
    if (output.mediaLiveInputArn || !output.name.startsWith(`lunora-${installationId}-`)) continue;
    if (owned.has(output.id) || owned.has(output.name)) continue;
    orphans.push({
      type: 'output',
      id: output.id,
      name: output.name,
      state: output.enabled ? 'ENABLED' : 'DISABLED',
      flowId: output.flowId,
      ...outputCost(state, output),
      madeFor: madeForByName(output.name, installationId),
      onAir: output.enabled && state.get('flow', output.flowId)?.state === 'ACTIVE',
      step: 'removeOutput',
    });
  }
  return orphans;
}

const madeForByTags = (tags: Record<string, string>): Orphan['madeFor'] => ({
  destinationId: tags['lunora:destination'] ?? '',
  generation: Number(tags['lunora:generation'] ?? Number.NaN),
});

/** From `lunora-<installation>-<destination>-<generation>`. */
function madeForByName(name: string, installationId: string): Orphan['madeFor'] {
  const [, destinationId = '', generation = ''] =
    /^(.+)-(\d+)$/.exec(name.slice(`lunora-${installationId}-`.length)) ?? [];
  return { destinationId, generation: generation === '' ? Number.NaN : Number(generation) };
}

/** An input costs nothing of its own while a channel that runs takes it. */
const feedsRunning = (state: State, { channelIds }: Input): boolean =>
  channelIds.some((id) => {
    const channel = state.get('channel', id);
    return channel !== undefined && isEncoding(channel.state);
  });

function outputCost(state: State, { enabled, flowId }: Output): Pick<Orphan, 'costPerHour' | 'costComplete'> {
  const flow = state.get('flow', flowId);
  if (!enabled || flow?.state !== 'ACTIVE') return { costPerHour: money(0), costComplete: true };
  const bitrate = flow.sources.find(({ connected }) => connected)?.bitrate ?? null;
  return { costPerHour: outputCostPerHour(state.rates, bitrate), costComplete: bitrate !== null };
}

function ownedIds(state: State): Set<string> {
  const owned = new Set<string>();
  for (const { work } of state.all('destination')) {
    if (work.input?.id) owned.add(work.input.id);
    if (work.channel?.id) owned.add(work.channel.id);
    if (work.output) owned.add(work.output.arn ?? work.output.name);
  }
  return owned;
}

/** Its destination has announced it and will adopt it. */
function awaited(state: State, tags: Record<string, string>, part: 'input' | 'channel'): boolean {
  const work = state.get('destination', tags['lunora:destination'] ?? '')?.work;
  const announced = work?.[part];
  return announced?.id === null && tags['lunora:generation'] === String(work?.generation);
}
