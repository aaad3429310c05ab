import type { ChannelState } from '../aws.ts';
import { type Decide, nothing } from '../decision.ts';
import type { Channel, Flow } from '../records.ts';
import type { State } from '../state.ts';
import type { Caller } from './caller.ts';
import { refuse } from './refuse.ts';
import { findFlow, wishFlow } from './wish-flow.ts';

interface StopFlowCommand {
  id: string;
  /** Stops it although channels lose their feed. */
  force: boolean;
}

/** In these states a channel takes nothing in. A word AWS has added since counts as running. */
const atRest: ReadonlySet<ChannelState> = new Set([
  'CREATING',
  'CREATE_FAILED',
  'IDLE',
  'UPDATING',
  'UPDATE_FAILED',
  'DELETING',
  'DELETED',
]);

/**
 * The wish that a flow stop. One that stands or stops stays as it is.
 * @throws Refusal NOT_FOUND, INVALID_TRANSITION; CHANNELS_RUNNING naming them, unless forced.
 */
export const stopFlow =
  ({ id, force }: StopFlowCommand, caller: Caller): Decide<Flow> =>
  (state, now) => {
    const flow = findFlow(state, id, caller);
    const stands = flow.state === 'STANDBY' || flow.state === 'STOPPING';
    if (flow.wish === 'STOP' || (stands && flow.wish === null)) return nothing(flow);
    const running = force ? [] : runningOn(state, id);
    if (running.length > 0) {
      const names = running.slice(0, 5).map(({ name, id: awsId }) => name ?? awsId);
      const more = running.length > 5 ? ` and ${running.length - 5} more` : '';
      throw refuse('CHANNELS_RUNNING', `Channels run on this flow: ${names.join(', ')}${more}.`, 'id');
    }
    return wishFlow(state, flow, 'STOP', caller, now);
  };

function runningOn(state: State, flowId: string): Channel[] {
  const inputs = new Set([...state.where('input', 'flow', flowId)].map((input) => input.id));
  return [...state.all('channel')].filter(
    (channel) => !atRest.has(channel.state) && channel.inputIds.some((input) => inputs.has(input)),
  );
}
