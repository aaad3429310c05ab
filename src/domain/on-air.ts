import type { ChannelState } from './aws.ts';

/** True in the states in which a channel encodes and AWS keeps alerts for it. */
export const isOnAir = (state: ChannelState | undefined): boolean =>
  state === 'RUNNING' || state === 'RECOVERING';
