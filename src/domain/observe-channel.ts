import type { SeenAlert, SeenChannel } from './aws.ts';
import { flowOf, put, remove } from './change.ts';
import { runNote, unhealthyNote } from './channel-run.ts';
import { channelCostPerHour, isChannelCostComplete } from './cost.ts';
import { type Decision, nothing } from './decision.ts';
import { isOutdated, type Look, mayBeBehind, rememberSeen } from './observe-belief.ts';
import { awsEvent, fieldChanges, type Subject, sentence } from './observe-event.ts';
import { isOnAir } from './on-air.ts';
import type { Channel, ChannelRole } from './records.ts';
import { sameValue } from './same-value.ts';
import type { State } from './state.ts';

export interface ObserveSettings {
  /** What carries this tag or name is ours. */
  installationId: string;
  primaryChannelId: string | null;
  /** Where viewers watch the primary channel. */
  primaryPlaybackUrl: string | null;
}

/**
 * What one look at a channel changes. `seen` is null when AWS no longer has it: never because a List alone left it out,
 * for Lists lag.
 */
export function observeChannel(
  state: State,
  id: string,
  seen: SeenChannel | null,
  look: Look,
  settings: ObserveSettings,
  now: string,
): Decision<void> {
  const before = state.get('channel', id);
  if (isOutdated(before?.acted, look, mayBeBehind(before, seen?.state ?? null))) return nothing(undefined);
  if (!seen) return before ? channelGone(state, before, now) : nothing(undefined);

  const after = channelImage(state, before, seen, look, settings, now);
  if (before && sameValue(before, after)) return nothing(undefined);
  const changes = fieldChanges(before ? shownFields(before) : {}, shownFields(after));
  const told = before ? changes : changes.filter(({ field }) => field === 'state' || field === 'role');
  return {
    changes: [put(state, 'channel', after)],
    events:
      told.length === 0 ? [] : [awsEvent(subject(state, after), sentence(title(after), told), told, now)],
    value: undefined,
  };
}

/** The alerts read of one channel; null when they could not be read for so long that nothing is known any more. */
export function observeAlerts(
  state: State,
  id: string,
  alerts: readonly SeenAlert[] | null,
  look: Look,
  now: string,
): Decision<void> {
  const before = state.get('channel', id);
  // What was read before an act on it says nothing of the present run.
  if (!before || !isOnAir(before.state)) return nothing(undefined);
  if (isOutdated(before.acted, look)) return nothing(undefined);
  if (alerts === null) {
    if (before.alertsReadAt === null) return nothing(undefined);
    const unread: Channel = { ...before, alertsReadAt: null };
    return { changes: [put(state, 'channel', unread)], events: [], value: undefined };
  }
  const sorted = [...alerts].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const same = sameValue(sorted, before.alerts);
  if (same && before.alertsReadAt !== null) return nothing(undefined);
  const after: Channel = { ...before, alerts: sorted, alertsReadAt: look.startedAt };
  const changes = fieldChanges({ alerts: alertWords(before) }, { alerts: alertWords(after) });
  return {
    changes: [put(state, 'channel', after)],
    events: changes.length === 0 ? [] : [awsEvent(subject(state, after), alertSentence(after), changes, now)],
    value: undefined,
  };
}

/** The record that a look makes of a channel. What AWS does not say (alerts, wish, acts) stays. */
function channelImage(
  state: State,
  before: Channel | undefined,
  seen: SeenChannel,
  look: Look,
  settings: ObserveSettings,
  now: string,
): Channel {
  const moved = before !== undefined && before.state !== seen.state;
  const role = roleOf(state, seen, settings);
  // Stop clears all alerts at AWS, and what was read in an earlier run is no evidence in this one.
  const sameRun = before !== undefined && isOnAir(before.state) && isOnAir(seen.state);
  const presetId = [...state.where('destination', 'channel', seen.id)][0]?.presetId;
  const preset = presetId ? state.get('preset', presetId) : undefined;
  return {
    ...seen,
    role,
    playbackUrl: role === 'PRIMARY' ? settings.primaryPlaybackUrl : null,
    alerts: sameRun ? before.alerts : [],
    alertsReadAt: sameRun ? before.alertsReadAt : null,
    stateSince: before?.state === seen.state ? before.stateSince : now,
    ...(before?.unhealthySince === null && { unhealthySince: null }),
    ...unhealthyNote(before, seen, now),
    acted: moved ? rememberSeen(state, before.acted, look) : (before?.acted ?? null),
    wish: before?.wish ?? null,
    ...(before?.restarts && { restarts: before.restarts }),
    ...runNote(before, seen),
    costPerHour: channelCostPerHour(state.rates, seen, preset),
    costComplete: isChannelCostComplete(seen, preset),
    ...(before?.linked !== undefined && { linked: before.linked }),
  };
}

function roleOf(
  state: State,
  { id, tags }: SeenChannel,
  { primaryChannelId, installationId }: ObserveSettings,
): ChannelRole {
  if (id === primaryChannelId) return 'PRIMARY';
  const ours = tags['lunora:installation'] === installationId && tags['lunora:destination'] !== undefined;
  const used = !state.where('destination', 'channel', id)[Symbol.iterator]().next().done;
  return ours || used ? 'DEDICATED' : 'UNMANAGED';
}

function channelGone(state: State, before: Channel, now: string): Decision<void> {
  return {
    changes: [remove(state, 'channel', before)],
    events: [
      awsEvent(
        subject(state, before),
        `${title(before)} is gone from AWS (was ${before.state}).`,
        [{ field: 'state', from: before.state, to: null }],
        now,
      ),
    ],
    value: undefined,
  };
}

const title = ({ name, id }: Channel) => `Channel ${name ?? id}`;

const subject = (state: State, channel: Channel): Subject => ({
  kind: 'CHANNEL_CHANGED',
  type: 'Channel',
  id: channel.id,
  name: channel.name,
  flowId: flowOf(state, 'channel', channel),
});

const shownFields = (channel: Channel): Record<string, string | null> => ({
  state: channel.state,
  name: channel.name,
  role: channel.role,
  channelClass: channel.channelClass,
  pipelinesRunning: String(channel.pipelinesRunning),
  inputs: words(channel.inputIds),
  pushUrls: words(channel.pushUrls),
  alerts: alertWords(channel),
});

const words = (list: readonly string[]) => (list.length === 0 ? null : list.join(', '));

const alertWords = ({ alerts }: Channel) =>
  words([...new Set(alerts.map(({ alertType }) => alertType))].sort());

const alertSentence = (channel: Channel) =>
  channel.alerts.length === 0
    ? `${title(channel)} has no alerts any more.`
    : `${title(channel)} has alerts: ${alertWords(channel)}.`;
