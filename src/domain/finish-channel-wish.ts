import { learnChannel } from './answers.ts';
import type { SeenChannel } from './aws.ts';
import { put } from './change.ts';
import { type Decision, nothing } from './decision.ts';
import type { Channel } from './records.ts';
import type { State } from './state.ts';

/** Ends a wish for a channel, unless a newer one has replaced it, and records what AWS answered, if anything. */
export function finishChannelWish(
  state: State,
  { id, wish }: Pick<Channel, 'id' | 'wish'>,
  seen: SeenChannel | null,
  now: string,
): Decision<undefined> {
  const current = state.get('channel', id);
  if (!current) return nothing(undefined);
  const learnt = seen && learnChannel(state, seen, now);
  const record = learnt?.changes.find(({ type }) => type === 'channel')?.record ?? current;
  const left = current.wish === wish ? null : current.wish;
  return {
    changes: [put(state, 'channel', { ...(record as Channel), role: current.role, wish: left })],
    events: learnt?.events ?? [],
    value: undefined,
  };
}
