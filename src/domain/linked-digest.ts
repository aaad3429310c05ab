import { mediaLiveEye } from './observe-eye.ts';
import type { Channel, Destination, Flow, Output, Records } from './records.ts';
import type { State } from './state.ts';
import { textDigest } from './text-digest.ts';

/** The types of records that can be watched. */
export const watchedTypes = ['channel', 'output', 'flow', 'destination'] as const;
export type WatchedType = (typeof watchedTypes)[number];

/**
 * Digest of all that is shown of a record and lives in others. A new image of the record is due when it differs from
 * the one kept in `linked`, so that streams tell whatever lists show.
 */
export function linkedDigest<T extends WatchedType>(state: State, type: T, record: Records[T]): string {
  return textDigest(JSON.stringify(partsOf[type](state, record)));
}

const partsOf: { [T in WatchedType]: (state: State, record: Records[T]) => unknown[] } = {
  destination: destinationParts,
  channel: channelParts,
  flow: flowParts,
  output: outputParts,
};

function destinationParts(state: State, { flowId, presetId, sessionId, work }: Destination): unknown[] {
  return [
    state.get('flow', flowId) !== undefined,
    presetId && state.get('preset', presetId),
    sessionId && state.get('session', sessionId),
    // The ids as well: a stream that resumes may find by now what an earlier image of the destination names.
    [work.channel?.id, work.channel?.id && state.get('channel', work.channel.id)],
    [work.output?.arn, work.output?.arn && state.get('output', work.output.arn)],
  ];
}

function channelParts(state: State, { id, inputIds }: Channel): unknown[] {
  const inputs = inputIds.map((inputId) => {
    const { name, flowArns } = state.get('input', inputId) ?? {};
    const flowArn = flowArns?.[0];
    return [name, flowArn, flowArn !== undefined && state.get('flow', flowArn) !== undefined];
  });
  return [inputs, idsOf(state.where('destination', 'channel', id)), isUnseen(state, mediaLiveEye)];
}

function flowParts(state: State, { id }: Flow): unknown[] {
  const outputs = [...state.where('output', 'flow', id)].sort((a, b) => (a.id < b.id ? -1 : 1));
  return [outputs, idsOf(state.where('destination', 'flow', id)), isUnseen(state, id)];
}

function outputParts(state: State, { id, flowId }: Output): unknown[] {
  return [idsOf(state.where('destination', 'output', id)), isUnseen(state, flowId)];
}

const idsOf = (destinations: Iterable<Destination>): string[] =>
  Array.from(destinations, ({ id, flowId }) => `${id} ${flowId}`).sort();

const isUnseen = (state: State, eyeId: string): boolean => state.get('eye', eyeId)?.stale === true;
