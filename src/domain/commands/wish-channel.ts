import type { ChannelState } from '../aws.ts';
import { flowOf, put } from '../change.ts';
import { type Decide, nothing } from '../decision.ts';
import type { Channel } from '../records.ts';
import type { State } from '../state.ts';
import { type Caller, reaches } from './caller.ts';
import { callerEvent } from './caller-event.ts';
import { refuse, refuseReach } from './refuse.ts';

type ChannelWish = NonNullable<Channel['wish']>;

/** In these states there is nothing left to do for a wish; null where it can never be fulfilled. */
const done: Record<ChannelWish, readonly ChannelState[]> = {
  START: ['RUNNING', 'STARTING', 'RECOVERING'],
  STOP: ['IDLE', 'STOPPING', 'CREATING', 'CREATE_FAILED', 'UPDATING', 'UPDATE_FAILED', 'DELETING', 'DELETED'],
  RESTART: ['RECOVERING'],
};
const impossible: Record<ChannelWish, readonly ChannelState[]> = {
  START: ['CREATE_FAILED', 'UPDATE_FAILED', 'DELETING', 'DELETED'],
  STOP: [],
  RESTART: [
    'IDLE',
    'STOPPING',
    'CREATING',
    'CREATE_FAILED',
    'UPDATING',
    'UPDATE_FAILED',
    'DELETING',
    'DELETED',
  ],
};
const words: Record<ChannelWish, string> = { START: 'started', STOP: 'stopped', RESTART: 'restarted' };

/**
 * A wish for the primary channel, which no destination owns. All other channels are a destination's or nobody's.
 * @throws Refusal NOT_FOUND; CHANNEL_IN_USE for a destination's channel; INVALID_TRANSITION.
 */
export const wishChannel =
  (wish: ChannelWish, { id }: { id: string }, caller: Caller): Decide<Channel> =>
  (state, now) => {
    const before = findChannel(state, id, caller);
    for (const { name } of state.where('destination', 'channel', id)) {
      throw refuse('CHANNEL_IN_USE', `It belongs to the destination ${name}: start and stop that.`, 'id');
    }
    if (before.role !== 'PRIMARY') {
      throw refuse('INVALID_TRANSITION', 'Only the primary channel is started and stopped by hand.', 'id');
    }
    if (before.wish === wish || (before.wish === null && done[wish].includes(before.state))) {
      return nothing(before);
    }
    if (impossible[wish].includes(before.state)) {
      throw refuse('INVALID_TRANSITION', `It is ${before.state}, so it cannot be ${words[wish]}.`, 'id');
    }
    const channel: Channel = { ...before, wish };
    const event = callerEvent(
      caller,
      {
        kind: 'CHANNEL_CHANGED',
        subject: {
          subjectType: 'Channel',
          subjectId: id,
          subjectName: before.name,
          flowId: flowOf(state, 'channel', before),
        },
        message: `Channel ${before.name ?? id} is to be ${words[wish]}.`,
        changes: [{ field: 'wish', from: before.wish, to: wish }],
      },
      now,
    );
    return { changes: [put(state, 'channel', channel)], events: [event], value: channel };
  };

function findChannel(state: State, id: string, caller: Caller): Channel {
  const channel = state.get('channel', id);
  const unknown = ['NOT_FOUND', 'There is no such channel.', 'id'] as const;
  if (!channel) throw refuse(...unknown);
  if (!reaches(caller, flowOf(state, 'channel', channel))) throw refuseReach(...unknown);
  return channel;
}
