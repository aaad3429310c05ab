import type { WatchedType } from './linked-digest.ts';
import { mediaLiveEye } from './observe-eye.ts';
import type { Channel, Destination, Flow, Output, Records } from './records.ts';
import type { State } from './state.ts';

/** When AWS was last seen to say what the record says: by a look, or by the answer to an act of our own. */
export function channelObservedAt(state: State, channel: Channel): string {
  return newest(channel.stateSince, channel.acted?.at, state.get('eye', mediaLiveEye)?.observedAt);
}

export function flowObservedAt(state: State, flow: Flow): string {
  return newest(flow.stateSince, flow.acted?.at, state.get('eye', flow.id)?.observedAt);
}

/** Null when neither the flow nor an act on the output was ever seen. */
export function outputObservedAt(state: State, output: Output): string | null {
  return newest('', output.acted?.at, state.get('eye', output.flowId)?.observedAt) || null;
}

/** The newest instant at which all that backs a destination had been seen; null while a part never was. */
export function destinationObservedAt(state: State, destination: Destination): string | null {
  const { flowId, deliveryMode, work } = destination;
  const flow = state.get('flow', flowId);
  const flowAt = flow ? flowObservedAt(state, flow) : (state.get('eye', flowId)?.observedAt ?? null);
  if (deliveryMode === 'FLOW_OUTPUT') {
    const output = work.output?.arn ? state.get('output', work.output.arn) : undefined;
    return output ? outputObservedAt(state, output) : flowAt;
  }
  const channel = work.channel?.id ? state.get('channel', work.channel.id) : undefined;
  const channelAt = channel
    ? channelObservedAt(state, channel)
    : (state.get('eye', mediaLiveEye)?.observedAt ?? null);
  if (flowAt === null || channelAt === null) return null;
  return flowAt < channelAt ? flowAt : channelAt;
}

const observedAtOf: { [T in WatchedType]: (state: State, record: Records[T]) => string | null } = {
  destination: destinationObservedAt,
  channel: channelObservedAt,
  flow: flowObservedAt,
  output: outputObservedAt,
};

/** When AWS was last seen to say what a watched record says; null while it never was. */
export const recordObservedAt = <T extends WatchedType>(
  state: State,
  type: T,
  record: Records[T],
): string | null => observedAtOf[type](state, record);

/** Instants are ISO 8601 in UTC, so they compare as text. */
const newest = (first: string, ...others: (string | null | undefined)[]): string =>
  others.reduce<string>((latest, at) => (at && at > latest ? at : latest), first);
