import { type Decide, nothing } from '../decision.ts';
import type { Flow } from '../records.ts';
import type { Caller } from './caller.ts';
import { findFlow, wishFlow } from './wish-flow.ts';

/**
 * The wish that a flow run. One that runs or starts stays as it is.
 * @throws Refusal NOT_FOUND, INVALID_TRANSITION.
 */
export const startFlow =
  ({ id }: { id: string }, caller: Caller): Decide<Flow> =>
  (state, now) => {
    const flow = findFlow(state, id, caller);
    const runs = flow.state === 'ACTIVE' || flow.state === 'STARTING' || flow.state === 'UPDATING';
    if (flow.wish === 'START' || (runs && flow.wish === null)) return nothing(flow);
    return wishFlow(state, flow, 'START', caller, now);
  };
