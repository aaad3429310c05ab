import type { SeenFlow, SeenSource } from './aws.ts';
import { put, remove } from './change.ts';
import { flowCostPerHour } from './cost.ts';
import { type Decision, nothing } from './decision.ts';
import { isOutdated, type Look } from './observe-belief.ts';
import { awsEvent, fieldChanges, type Subject, sentence } from './observe-event.ts';
import type { Flow } from './records.ts';
import { sameValue } from './same-value.ts';
import type { State } from './state.ts';

/** What comes in on a flow, as AWS said. */
export type ObservedSource = Pick<SeenSource, 'connected' | 'bitrate' | 'format' | 'audio'>;

/**
 * What one look at a flow changes, its outputs aside. `source` is null when what comes in could not be read: then what
 * was last known of it stays, and the look counts as missed elsewhere.
 */
export function observeFlow(
  state: State,
  seen: SeenFlow,
  source: ObservedSource | null,
  look: Look,
  now: string,
): Decision<void> {
  const before = state.get('flow', seen.arn);
  if (isOutdated(before?.acted, look)) return nothing(undefined);
  const after: Flow = {
    id: seen.arn,
    arn: seen.arn,
    name: seen.name,
    state: seen.state,
    sources: seen.sources.map((each, index) => sourceImage(before, seen, each, index, source)),
    stateSince: before?.state === seen.state ? before.stateSince : now,
    acted: before?.acted ?? null,
    wish: before?.wish ?? null,
    wishFailure: before?.wishFailure ?? null,
    costPerHour: flowCostPerHour(state.rates, seen),
    ...(before?.linked !== undefined && { linked: before.linked }),
  };
  if (before && sameValue(before, after)) return nothing(undefined);
  const changes = fieldChanges(before ? shownFields(before) : {}, shownFields(after));
  const told = before ? changes : changes.filter(({ field }) => field === 'state');
  return {
    changes: [put(state, 'flow', after)],
    events: told.length === 0 ? [] : [awsEvent(subject(after), sentence(title(after), told), told, now)],
    value: undefined,
  };
}

/** AWS no longer has the flow, so none of its outputs either. */
export function observeFlowGone(state: State, arn: string, look: Look, now: string): Decision<void> {
  const before = state.get('flow', arn);
  if (!before || isOutdated(before.acted, look)) return nothing(undefined);
  const outputs = [...state.where('output', 'flow', arn)];
  const eye = state.get('eye', arn);
  return {
    changes: [
      ...outputs.map((output) => remove(state, 'output', output)),
      remove(state, 'flow', before),
      ...(eye ? [remove(state, 'eye', eye)] : []),
    ],
    events: [
      awsEvent(
        subject(before),
        `${title(before)} is gone from AWS (was ${before.state}).`,
        [{ field: 'state', from: before.state, to: null }],
        now,
      ),
    ],
    value: undefined,
  };
}

const unknown: ObservedSource = { connected: null, bitrate: null, format: null };

/** AWS describes what comes in for the flow as a whole: it is shown on the first source, the one that feeds it. */
function sourceImage(
  before: Flow | undefined,
  seen: SeenFlow,
  each: SeenSource,
  index: number,
  source: ObservedSource | null,
): SeenSource {
  if (seen.state !== 'ACTIVE' || index > 0) return { ...each, ...unknown };
  const known = before?.sources.find(({ arn }) => arn === each.arn);
  const { connected, bitrate, format, audio } = source ?? known ?? unknown;
  return {
    ...{ ...each, connected, bitrate: steady(known?.bitrate ?? null, bitrate), format },
    ...(typeof audio === 'boolean' && { audio }),
  };
}

/** A bit rate always wavers; only a change by more than a tenth is one. */
function steady(before: number | null, now: number | null): number | null {
  if (before === null || now === null) return now;
  return Math.abs(now - before) <= before / 10 ? before : now;
}

const title = ({ name, arn }: Flow) => `Flow ${name || arn}`;

const subject = (flow: Flow): Subject => ({
  kind: 'FLOW_CHANGED',
  type: 'Flow',
  id: flow.id,
  name: flow.name,
  flowId: flow.id,
});

function shownFields({ state, name, sources }: Flow): Record<string, string | null> {
  const shown: Record<string, string | null> = { state, name };
  for (const source of sources) {
    shown[`source ${source.name}`] =
      source.connected === null ? 'unknown' : source.connected ? 'connected' : 'disconnected';
    shown[`format of ${source.name}`] = source.format;
    if (typeof source.audio === 'boolean')
      shown[`audio of ${source.name}`] = source.audio ? 'present' : 'missing';
  }
  return shown;
}
