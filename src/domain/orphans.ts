import { flowOf } from './change.ts';
import { channelCostPerHour, isChannelCostComplete, isEncoding, money, outputCostPerHour } from './cost.ts';
import type { Channel, Input, Output, Records } from './records.ts';
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

/** What decides whether a resource is an orphan. */
interface Search {
  state: State;
  installationId: string;
  /** IDs, ARNs and output names that a destination's record has. */
  owned: ReadonlySet<string>;
}

type OrphanKind = Orphan['type'];

/** Per kind: which resources nobody owns, and what is said of them. */
interface OrphanRule<K extends OrphanKind> {
  isOrphan(resource: Records[K], search: Search): boolean;
  describe(resource: Records[K], search: Search): Orphan;
}

const orphanRules: { [K in OrphanKind]: OrphanRule<K> } = {
  channel: { isOrphan: isOrphanChannel, describe: describeChannel },
  input: { isOrphan: isOrphanInput, describe: describeInput },
  output: { isOrphan: isOrphanOutput, describe: describeOutput },
};

/** Every orphan AWS was last seen to have. Only what carries our tag or name; never the primary channel. */
export function findOrphans(state: State, installationId: string): Orphan[] {
  const search: Search = { state, installationId, owned: ownedIds(state) };
  return [...orphansOf('channel', search), ...orphansOf('input', search), ...orphansOf('output', search)];
}

function orphansOf<K extends OrphanKind>(kind: K, search: Search): Orphan[] {
  const rule: OrphanRule<K> = orphanRules[kind];
  return [...search.state.all(kind)]
    .filter((resource) => rule.isOrphan(resource, search))
    .map((resource) => rule.describe(resource, search));
}

function isOrphanChannel(channel: Channel, { state, installationId, owned }: Search): boolean {
  if (channel.role === 'PRIMARY' || owned.has(channel.id)) return false;
  if (!isOurs(channel.tags, installationId) || channel.state === 'DELETED') return false;
  return !awaited(state, channel.tags, 'channel');
}

function isOrphanInput(input: Input, { state, installationId, owned }: Search): boolean {
  if (owned.has(input.id) || input.state === 'DELETED') return false;
  return isOurs(input.tags, installationId) && !awaited(state, input.tags, 'input');
}

function isOrphanOutput({ id, name, mediaLiveInputArn }: Output, { installationId, owned }: Search): boolean {
  if (mediaLiveInputArn) return false;
  return name.startsWith(`lunora-${installationId}-`) && !owned.has(id) && !owned.has(name);
}

const isOurs = (tags: Record<string, string>, installationId: string) =>
  tags['lunora:installation'] === installationId && tags['lunora:destination'] !== undefined;

function describeChannel(channel: Channel, { state }: Search): Orphan {
  const encodes = isEncoding(channel.state);
  return {
    type: 'channel',
    id: channel.id,
    name: channel.name,
    state: channel.state,
    flowId: flowOf(state, 'channel', channel),
    costPerHour: encodes ? channelCostPerHour(state.rates, channel) : money(state.rates.idleChannel),
    costComplete: isChannelCostComplete(channel),
    madeFor: madeForByTags(channel.tags),
    onAir: encodes,
    step: channelSteps[channel.state] ?? 'wait',
  };
}

/** What removes a channel in each state; in every other one, AWS is waited for. */
const channelSteps: Partial<Record<Channel['state'], Orphan['step']>> = {
  RUNNING: 'stopChannel',
  RECOVERING: 'stopChannel',
  IDLE: 'deleteChannel',
  CREATE_FAILED: 'deleteChannel',
  UPDATE_FAILED: 'deleteChannel',
};

function describeInput(input: Input, { state }: Search): Orphan {
  return {
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
  };
}

function describeOutput(output: Output, { state, installationId }: Search): Orphan {
  return {
    type: 'output',
    id: output.id,
    name: output.name,
    state: output.enabled ? 'ENABLED' : 'DISABLED',
    flowId: output.flowId,
    ...outputCost(state, output),
    madeFor: madeForByName(output.name, installationId),
    onAir: output.enabled && state.get('flow', output.flowId)?.state === 'ACTIVE',
    step: 'removeOutput',
  };
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
