import type { ChannelState, FlowState } from './aws.ts';
import type { State } from './state.ts';

const channelsStill: ReadonlySet<ChannelState> = new Set([
  'IDLE',
  'RUNNING',
  'CREATE_FAILED',
  'UPDATE_FAILED',
  'DELETED',
]);

const flowsStill: ReadonlySet<FlowState> = new Set(['STANDBY', 'ACTIVE', 'ERROR']);

/** Whether anything is on its way to another state, or in trouble, so that looking often is worth its calls. */
export function isMoving(state: State): boolean {
  for (const channel of state.all('channel')) if (!channelsStill.has(channel.state)) return true;
  for (const flow of state.all('flow')) if (!flowsStill.has(flow.state)) return true;
  for (const { condition, desired } of state.all('destination')) {
    if (desired === 'DELETED') return true;
    if (condition.status !== 'IDLE' && condition.status !== 'RUNNING') return true;
  }
  return false;
}
