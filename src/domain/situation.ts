import type { ChannelState, FlowState, InputState } from './aws.ts';
import { editOf } from './edited.ts';
import { contentOf, knownContent } from './made-content.ts';
import type { Channel, DesiredState, Destination, Doubt, Flow, Input, Output } from './records.ts';
import type { State } from './state.ts';

/** How far a thing of ours at AWS has come, before and after it has a state of its own. */
export type Presence =
  /** Never announced. */
  | 'NONE'
  /** Announced, and nobody knows yet whether AWS made it. */
  | 'ANNOUNCED'
  /** Announced, and AWS declined the last try of it, but may have made it at an earlier one: to be sought. */
  | 'DOUBTED'
  /** Announced, and AWS shows a thing that carries our name or tag: to be adopted. */
  | 'FOUND'
  /** It was there and AWS no longer has it. */
  | 'LOST';

/** Everything a planner may know. Plain words, so that every combination can be tested. */
export interface Situation {
  desired: DesiredState;
  force: boolean;
  startWithoutSource: boolean;
  gaveUp: boolean;
  lost: boolean;
  /** AWS took our start of it, and nothing has stopped it since that we know of. */
  begun: boolean;
  /** It was on air since it was last started by us. */
  ran: boolean;
  /** What AWS has is not what the caller now wants. */
  drift: boolean;
  /** The drift may be applied by taking it off air now. */
  restart: boolean;
  /** AWS cannot turn what it has into what is wanted: another must take its place. */
  replace: boolean;
  /** It stood idle for the clean-up time, or its place is needed. */
  reclaim: boolean;
  flow: FlowState | 'MISSING';
  /** Null when AWS has not said. */
  sourceConnected: boolean | null;
  input: Presence | InputState;
  /** Its deletion was announced and nobody knows whether AWS did it, whatever was seen of it before. */
  inputGoes?: true;
  channel: Presence | ChannelState;
  output: Presence | 'ENABLED' | 'DISABLED';
}

/** The records behind a destination, as far as they are known. */
export interface Backing {
  flow: Flow | undefined;
  input: Input | undefined;
  channel: Channel | undefined;
  output: Output | undefined;
}

export function backingOf(state: State, destination: Destination): Backing {
  const { input, channel, output } = destination.work;
  return {
    flow: state.get('flow', destination.flowId),
    input: input?.id ? state.get('input', input.id) : input ? findInput(state, destination) : undefined,
    channel: channel?.id
      ? state.get('channel', channel.id)
      : channel
        ? findChannel(state, destination)
        : undefined,
    output: output?.arn
      ? state.get('output', output.arn)
      : output
        ? findOutput(state, destination)
        : undefined,
  };
}

export function situationOf(state: State, destination: Destination, reclaim: boolean): Situation {
  const { work, condition } = destination;
  const backing = backingOf(state, destination);
  const { flow, input, channel, output } = backing;
  // What is enabled and not on air yet is updated for wishes only, or it might be updated after every look.
  const waits = output?.enabled === true && !condition.ran;
  const edit = waits ? null : editOf(destination, backing);
  const drift = hasDrift(state, destination) || edit !== null;
  return {
    desired: destination.desired,
    force: destination.force,
    startWithoutSource: destination.startWithoutSource,
    gaveUp: work.gaveUp,
    lost: work.lost,
    begun: work.begun === true,
    ran: condition.ran,
    drift,
    restart: drift && mayRestart(destination),
    // What somebody else has set stays with an output, too.
    replace: drift && (mustReplace(destination) || (work.output !== null && edit !== null)),
    reclaim,
    flow: flow?.state ?? 'MISSING',
    sourceConnected: sourceConnected(flow),
    input: presence(work.input, input?.state),
    ...(work.act?.step === 'deleteInput' && { inputGoes: true }),
    channel: presence(work.channel, channel?.state),
    output: presence(
      work.output && { ...work.output, id: work.output.arn },
      output && (output.enabled ? ('ENABLED' as const) : ('DISABLED' as const)),
    ),
  };
}

/** Whether any source of the flow feeds it; null when AWS has said nothing of any. */
export function sourceConnected(flow: Flow | undefined): boolean | null {
  if (flow?.state !== 'ACTIVE') return null;
  if (flow.sources.some((source) => source.connected === true)) return true;
  return flow.sources.some((source) => source.connected === false) ? false : null;
}

/** What was adopted is put right on air as well, for it may go elsewhere. */
function mayRestart(destination: Destination): boolean {
  const made = madeOf(destination);
  return made === adoptedVersion || (destination.restartFor ?? 0) > made || isBeingUpdated(destination);
}

/** An update that takes effect on air was announced, and nobody knows whether AWS did it: doing it twice harms nothing. */
const isBeingUpdated = (destination: Destination) =>
  destination.desired === 'RUNNING' &&
  destination.work.act?.step === 'updateOutput' &&
  !mustReplace(destination);

/** The configuration of what was found at AWS: not known. Those that are known count from 1. */
export const adoptedVersion = 0;

/** The configuration that AWS has of it. */
const madeOf = ({ work }: Destination) => (work.channel ?? work.output)?.configVersion ?? 0;

/** Compares contents where they are known, else versions. */
function hasDrift(state: State, destination: Destination): boolean {
  const { work, configVersion, presetId } = destination;
  const made = work.output ?? work.channel;
  const known = made && made.configVersion !== adoptedVersion ? knownContent(made) : null;
  if (known !== null) return known !== contentOf(state, destination);
  if (work.output) return work.output.configVersion !== configVersion;
  if (!work.channel) return false;
  const presetVersion = presetId ? (state.get('preset', presetId)?.version ?? null) : null;
  return work.channel.configVersion !== configVersion || work.channel.presetVersion !== presetVersion;
}

/** AWS changes the SRT settings of an output but never takes one away. */
const mustReplace = ({ work, srt }: Destination): boolean =>
  work.output?.holds?.some((setting) => (srt?.[setting] ?? null) === null) ?? false;

function presence<S extends string>(
  own: { id: string | null; doubt?: Doubt } | null,
  seen: S | undefined,
): Presence | S {
  if (!own) return 'NONE';
  if (own.id !== null) return seen ?? 'LOST';
  if (seen !== undefined) return 'FOUND';
  return own.doubt === 'REFUSED' ? 'DOUBTED' : 'ANNOUNCED';
}

/**
 * Whether AWS shows here what was announced for a destination. Its name says whose installation made it: a copy of this
 * one, in the same account, has the same destinations.
 */
const isAnnounced = (
  { id, work }: Destination,
  announced: { name?: string } | null,
  { name, tags }: { name: string | null; tags: Record<string, string> },
): boolean =>
  tags['lunora:destination'] === id &&
  tags['lunora:generation'] === String(work.generation) &&
  (announced?.name === undefined || announced.name === name);

function findInput(state: State, destination: Destination): Input | undefined {
  for (const input of state.where('input', 'flow', destination.flowId)) {
    if (input.state !== 'DELETING' && isAnnounced(destination, destination.work.input, input)) return input;
  }
  return undefined;
}

function findChannel(state: State, destination: Destination): Channel | undefined {
  for (const channel of state.all('channel')) {
    if (channel.state !== 'DELETING' && isAnnounced(destination, destination.work.channel, channel))
      return channel;
  }
  return undefined;
}

function findOutput(state: State, { flowId, work }: Destination): Output | undefined {
  for (const output of state.where('output', 'flow', flowId)) {
    if (output.name === work.output?.name) return output;
  }
  return undefined;
}
