import type { ChannelState } from './aws.ts';
import type { Channel } from './records.ts';

export type ChannelStep = 'start' | 'stop' | 'restart' | 'wait' | 'done';

/** By wish, the step in each state; in every other state the wish is done. */
const steps: Record<NonNullable<Channel['wish']>, Partial<Record<ChannelState, ChannelStep>>> = {
  START: { IDLE: 'start', STOPPING: 'wait', CREATING: 'wait', UPDATING: 'wait', UNKNOWN: 'wait' },
  STOP: { RUNNING: 'stop', RECOVERING: 'stop', STARTING: 'wait', UPDATING: 'wait', UNKNOWN: 'wait' },
  // In RECOVERING its pipelines are being restarted, by our request whose answer was lost or without one.
  RESTART: { RUNNING: 'restart', RECOVERING: 'done', STARTING: 'wait', UPDATING: 'wait', UNKNOWN: 'wait' },
};

/** Returns what a caller's wish for a channel of its own (the primary one) comes to in each state. */
export const planChannelWish = ({ wish, state }: Pick<Channel, 'wish' | 'state'>): ChannelStep =>
  wish === null ? 'done' : (steps[wish][state] ?? 'done');
