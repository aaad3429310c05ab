import type { FlowState } from './aws.ts';
import type { Flow } from './records.ts';

export type FlowStep = 'start' | 'stop' | 'wait' | 'done';

/** By wish, the step in each state; in every other state the wish is done. */
const steps: Record<NonNullable<Flow['wish']>, Partial<Record<FlowState, FlowStep>>> = {
  START: { STANDBY: 'start', STOPPING: 'wait', UPDATING: 'wait' },
  STOP: { ACTIVE: 'stop', STARTING: 'wait', UPDATING: 'wait' },
};

/** Returns what a caller's wish for a flow comes to in each state. */
export const planFlowWish = ({ wish, state }: Pick<Flow, 'wish' | 'state'>): FlowStep =>
  wish === null ? 'done' : (steps[wish][state] ?? 'done');
