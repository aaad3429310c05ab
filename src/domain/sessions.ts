import { put, remove } from './change.ts';
import { channelCostPerHour, isChannelCostComplete, money, outputCostPerHour, runCost } from './cost.ts';
import type { ChangeOf } from './log.ts';
import type { Destination, Session, SessionEndReason } from './records.ts';
import type { State } from './state.ts';

/** How many ended sessions of a destination stay in the state; all of them stay in history. */
export const sessionsKept = 10;

/**
 * Opens, marks and ends the session of a destination as its condition says. `destination` carries the new condition.
 * The id follows from the destination and the instant, so deciding again gives the same one.
 */
export function followSession(
  state: State,
  destination: Destination,
  now: string,
): { sessionId: string | null; changes: ChangeOf<'session'>[] } {
  const { condition, desired, work } = destination;
  const open = destination.sessionId ? state.get('session', destination.sessionId) : undefined;
  const wanted = desired === 'RUNNING' && !work.gaveUp && !work.lost;

  if (!open) {
    if (!wanted) return { sessionId: null, changes: [] };
    const session: Session = {
      id: `${destination.id}.${Date.parse(now)}`,
      destinationId: destination.id,
      destinationName: destination.name,
      flowId: destination.flowId,
      startedAt: now,
      runningAt: condition.status === 'RUNNING' ? now : null,
      endedAt: null,
      endReason: null,
      cost: null,
    };
    return {
      sessionId: session.id,
      changes: [put(state, 'session', session), ...forgetOld(state, destination.id)],
    };
  }

  if (!wanted && condition.transition?.phase !== 'STOP') {
    const ended: Session = {
      ...open,
      endedAt: now,
      endReason: endReasonOf(destination),
      ...(open.runningAt && costOf(state, destination, open.runningAt, now)),
    };
    return { sessionId: null, changes: [put(state, 'session', ended)] };
  }

  // Only what ran can be stopping: a start that is cancelled may never be seen on air, but is charged for.
  const ran = condition.ran || state.get('channel', work.channel?.id ?? '')?.state === 'STOPPING';
  if (open.runningAt === null && ran) {
    return { sessionId: open.id, changes: [put(state, 'session', { ...open, runningAt: now })] };
  }
  return { sessionId: open.id, changes: [] };
}

function endReasonOf({ desired, force, work }: Destination): SessionEndReason {
  if (desired === 'DELETED') return 'DELETED';
  if (force) return 'FORCED';
  if (work.lost) return 'RESOURCE_LOST';
  return work.gaveUp ? 'FAILED' : 'STOPPED';
}

function costOf(
  state: State,
  destination: Destination,
  from: string,
  to: string,
): Pick<Session, 'cost' | 'costComplete'> {
  const fromMs = Date.parse(from);
  const toMs = Date.parse(to);
  if (destination.deliveryMode === 'DEDICATED_CHANNEL') {
    const preset = destination.presetId ? state.get('preset', destination.presetId) : undefined;
    const running = { state: 'RUNNING', channelClass: 'SINGLE_PIPELINE' } as const;
    return {
      cost: runCost(state.rates, channelCostPerHour(state.rates, running, preset), fromMs, toMs),
      costComplete: isChannelCostComplete(running, preset),
    };
  }
  const bitrate = state
    .get('flow', destination.flowId)
    ?.sources.find((source) => source.bitrate !== null)?.bitrate;
  const perHour = Number(outputCostPerHour(state.rates, bitrate ?? null));
  return {
    cost: money((perHour * Math.max(0, toMs - fromMs)) / 3_600_000),
    costComplete: typeof bitrate === 'number',
  };
}

function forgetOld(state: State, destinationId: string): ChangeOf<'session'>[] {
  const ended = [...state.where('session', 'destination', destinationId)].filter(
    (session) => session.endedAt,
  );
  ended.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  return ended.slice(sessionsKept - 1).map((session) => remove(state, 'session', session));
}
