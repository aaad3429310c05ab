import type { SeenChannel, SeenInput, SeenOutput } from './aws.ts';
import { put, remove } from './change.ts';
import { runNote, unhealthyNote } from './channel-run.ts';
import { channelCostPerHour, isChannelCostComplete } from './cost.ts';
import { healthOfOutput, stillHeard } from './heard.ts';
import type { Change, LogEvent } from './log.ts';
import { rememberAct } from './observe-belief.ts';
import type { ActName, Channel, Destination, Input, Output, Preset } from './records.ts';
import type { State } from './state.ts';

/**
 * What an act taught us about AWS, as changes to the observed records. `acted` remembers when, so that a List that
 * lags is not believed.
 */
export interface Learnt {
  changes: Change[];
  events: LogEvent[];
}

const nothingLearnt: Learnt = { changes: [], events: [] };

/** Where the answer of a create is learnt late, a look may have shown what came of it meanwhile: nothing is earlier. */
const isPast = (before: { state: string }, { state }: { state: string }): boolean =>
  before.state !== state && state === 'CREATING';

export function learnChannel(state: State, answered: SeenChannel, now: string): Learnt {
  const before = state.get('channel', answered.id);
  const seen = before && isPast(before, answered) ? { ...answered, state: before.state } : answered;
  const preset = presetOf(state, seen.id);
  const channel: Channel = {
    role: 'DEDICATED',
    playbackUrl: null,
    alerts: [],
    alertsReadAt: null,
    wish: null,
    ...before,
    ...seen,
    stateSince: before?.state === seen.state ? before.stateSince : now,
    ...unhealthyNote(before, seen, now),
    ...runNote(before, seen),
    acted: rememberAct(state, before, now),
    costPerHour: channelCostPerHour(state.rates, seen, preset),
    costComplete: isChannelCostComplete(seen, preset),
  };
  return { changes: [put(state, 'channel', channel)], events: channelEvents(before, channel, now) };
}

function presetOf(state: State, channelId: string): Preset | undefined {
  for (const { presetId } of state.where('destination', 'channel', channelId)) {
    if (presetId) return state.get('preset', presetId);
  }
  return undefined;
}

export function learnInput(state: State, answered: SeenInput, now: string): Learnt {
  const before = state.get('input', answered.id);
  const seen = before && isPast(before, answered) ? before : answered;
  const input: Input = { ...seen, acted: rememberAct(state, before, now) };
  return { changes: [put(state, 'input', input)], events: [] };
}

export function learnOutput(state: State, flowId: string, seen: SeenOutput, now: string): Learnt {
  const before = state.get('output', seen.arn);
  const on = seen.enabled && state.get('flow', flowId)?.state === 'ACTIVE';
  const acted = rememberAct(state, before, now);
  const heard = on ? stillHeard(before?.heard, acted, now) : null;
  const output: Output = {
    ...seen,
    id: seen.arn,
    flowId,
    managedBy: 'LUNORA',
    health: healthOfOutput(on, heard),
    heard,
    acted,
    ...(before?.linked !== undefined && { linked: before.linked }),
  };
  const word = (enabled: boolean | undefined) =>
    enabled === undefined ? null : enabled ? 'ENABLED' : 'DISABLED';
  const from = word(before?.enabled);
  const to = word(output.enabled);
  const events =
    from === to
      ? []
      : [outputEvent(output, `Output ${output.name} is ${to}.`, { field: 'status', from, to }, now)];
  return { changes: [put(state, 'output', output)], events };
}

/** A removal AWS has accepted: channels and inputs are on their way out, outputs are gone at once. */
export function learnRemoval(state: State, { work }: Destination, step: ActName, now: string): Learnt {
  if (step === 'deleteChannel') return learnChannelRemoval(state, work.channel?.id ?? '', now);
  if (step === 'deleteInput') return learnInputRemoval(state, work.input?.id ?? '', now);
  return learnOutputRemoval(state, work.output?.arn ?? '', now);
}

export function learnChannelRemoval(state: State, id: string, now: string): Learnt {
  const before = state.get('channel', id);
  if (!before || before.state === 'DELETING') return nothingLearnt;
  const channel: Channel = {
    ...before,
    state: 'DELETING',
    stateSince: now,
    acted: rememberAct(state, before, now),
  };
  return { changes: [put(state, 'channel', channel)], events: channelEvents(before, channel, now) };
}

export function learnInputRemoval(state: State, id: string, now: string): Learnt {
  const before = state.get('input', id);
  if (!before) return nothingLearnt;
  const input: Input = { ...before, state: 'DELETING', acted: rememberAct(state, before, now) };
  return { changes: [put(state, 'input', input)], events: [] };
}

export function learnOutputRemoval(state: State, id: string, now: string): Learnt {
  const before = state.get('output', id);
  if (!before) return nothingLearnt;
  const change = { field: 'status', from: before.enabled ? 'ENABLED' : 'DISABLED', to: null };
  return {
    changes: [remove(state, 'output', before)],
    events: [outputEvent(before, `Output ${before.name} was removed.`, change, now)],
  };
}

function channelEvents(before: Channel | undefined, after: Channel, now: string): LogEvent[] {
  if (before?.state === after.state) return [];
  return [
    {
      at: now,
      actor: 'engine',
      actorType: 'ENGINE',
      requestId: null,
      kind: 'CHANNEL_CHANGED',
      subjectType: 'Channel',
      subjectId: after.id,
      subjectName: after.name,
      flowId: null,
      message: `Channel ${after.name ?? after.id} is ${after.state}.`,
      changes: [{ field: 'state', from: before?.state ?? null, to: after.state }],
    },
  ];
}

function outputEvent(
  output: Output,
  message: string,
  change: LogEvent['changes'][number],
  now: string,
): LogEvent {
  return {
    at: now,
    actor: 'engine',
    actorType: 'ENGINE',
    requestId: null,
    kind: 'OUTPUT_CHANGED',
    subjectType: 'FlowOutput',
    subjectId: output.id,
    subjectName: output.name,
    flowId: output.flowId,
    message,
    changes: [change],
  };
}
