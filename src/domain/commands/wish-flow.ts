import { put } from '../change.ts';
import type { Decision } from '../decision.ts';
import type { Flow } from '../records.ts';
import type { State } from '../state.ts';
import { type Caller, reaches } from './caller.ts';
import { callerEvent } from './caller-event.ts';
import { refuse, refuseReach } from './refuse.ts';

/** @throws Refusal NOT_FOUND, also for what is none of the caller's business. */
export function findFlow(state: State, id: string, caller: Caller): Flow {
  const flow = state.get('flow', id);
  const unknown = ['NOT_FOUND', 'There is no such flow.', 'id'] as const;
  if (!flow) throw refuse(...unknown);
  if (!reaches(caller, id)) throw refuseReach(...unknown);
  return flow;
}

/** Records a wish for a flow; the engine carries it out. */
export function wishFlow(
  state: State,
  before: Flow,
  wish: 'START' | 'STOP',
  caller: Caller,
  now: string,
): Decision<Flow> {
  if (before.state === 'DELETING') {
    throw refuse('INVALID_TRANSITION', 'The flow is being deleted at AWS.', 'id');
  }
  const { id, name } = before;
  const flow: Flow = { ...before, wish, wishFailure: null };
  const event = callerEvent(
    caller,
    {
      kind: 'FLOW_CHANGED',
      subject: { subjectType: 'Flow', subjectId: id, subjectName: name, flowId: id },
      message: `Flow ${name} is to be ${wish === 'START' ? 'started' : 'stopped'}.`,
      changes: [{ field: 'wish', from: before.wish, to: wish }],
    },
    now,
  );
  return { changes: [put(state, 'flow', flow)], events: [event], value: flow };
}
