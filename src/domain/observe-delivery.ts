import { put } from './change.ts';
import { type Decision, nothing } from './decision.ts';
import { type Heard, healthOfOutput, stillHeard } from './heard.ts';
import { awsEvent, sentence } from './observe-event.ts';
import { outputSubject, outputTitle } from './observe-output.ts';
import type { Output } from './records.ts';
import { sameValue } from './same-value.ts';
import type { State } from './state.ts';

/**
 * What an event tells of whether somebody takes what an output sends: evidence from its date on until it expires or a
 * newer one comes. Events come late, twice and in any order, so an older one changes nothing.
 */
export function observeDelivery(
  state: State,
  outputId: string,
  told: { connected: boolean; at: string },
  now: string,
): Decision<void> {
  const before = state.get('output', outputId);
  if (!before || !stillHeard(told, before.acted, now)) return nothing(undefined);
  const known = before.heard ?? null;
  if (known && told.at < known.at) return nothing(undefined);
  const on = before.health !== 'OFF';
  const sameSecond = known?.at === told.at;
  if (sameSecond && (known.connected === null || known.connected === told.connected)) {
    return nothing(undefined);
  }
  const connected = sameSecond ? null : told.connected;
  // Whoever is off is disconnected; that says nothing of the run to come.
  const heard: Heard | null = on || told.connected ? { at: told.at, connected, notedAt: now } : null;
  if (sameValue(heard, known)) return nothing(undefined);
  const after: Output = { ...before, heard, health: healthOfOutput(on, heard) };
  const changes =
    after.health === before.health ? [] : [{ field: 'health', from: before.health, to: after.health }];
  const events =
    changes.length === 0
      ? []
      : [awsEvent(outputSubject(after), sentence(outputTitle(after), changes), changes, now)];
  return { changes: [put(state, 'output', after)], events, value: undefined };
}
