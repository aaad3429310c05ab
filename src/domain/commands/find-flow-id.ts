import type { State } from '../state.ts';
import { type Caller, reaches } from './caller.ts';
import { refuse, refuseReach } from './refuse.ts';

/**
 * The flow (its ARN) a caller names; when none is named, the default one, else the only one there is.
 * @throws Refusal FLOW_NOT_FOUND, also for what is none of the caller's business.
 */
export function findFlowId(
  state: State,
  flowId: string | null,
  defaultFlowId: string | null,
  caller: Caller,
): string {
  if (flowId !== null) {
    const unknown = ['FLOW_NOT_FOUND', 'There is no such flow.', 'flowId'] as const;
    if (!state.get('flow', flowId)) throw refuse(...unknown);
    if (!reaches(caller, flowId)) throw refuseReach(...unknown);
    return flowId;
  }
  // The settings know of the default flow even before it was first seen.
  if (defaultFlowId !== null && reaches(caller, defaultFlowId)) return defaultFlowId;
  const flows = [...state.all('flow')].filter(({ id }) => reaches(caller, id));
  const [only] = flows;
  if (only && flows.length === 1) return only.id;
  throw refuse(
    'FLOW_NOT_FOUND',
    only ? 'There are several flows: name one with flowId.' : 'No flow is known yet.',
    'flowId',
  );
}
