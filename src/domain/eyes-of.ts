import type { WatchedType } from './linked-digest.ts';
import { mediaLiveEye } from './observe-eye.ts';
import type { Destination, Records } from './records.ts';
import type { State } from './state.ts';

/** Returns the ids of the eyes that see what is shown of a watched record. */
export const eyesOf = <T extends WatchedType>(state: State, type: T, record: Records[T]): Iterable<string> =>
  eyesByType[type](state, record);

const eyesByType: { [T in WatchedType]: (state: State, record: Records[T]) => Iterable<string> } = {
  channel: () => [mediaLiveEye],
  flow: (_state, { id }) => [id],
  output: (_state, { flowId }) => [flowId],
  destination: destinationEyes,
};

function* destinationEyes(state: State, { flowId, deliveryMode, work }: Destination): Iterable<string> {
  yield flowId;
  if (deliveryMode === 'DEDICATED_CHANNEL' || work.channel) yield mediaLiveEye;
  const output = work.output?.arn ? state.get('output', work.output.arn) : undefined;
  if (output) yield output.flowId;
}
