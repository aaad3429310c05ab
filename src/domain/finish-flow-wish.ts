import { put } from './change.ts';
import { flowCostPerHour } from './cost.ts';
import { type Decision, nothing } from './decision.ts';
import type { LogEvent } from './log.ts';
import { rememberAct } from './observe-belief.ts';
import type { Flow } from './records.ts';
import type { State } from './state.ts';

/** How a wish for a flow ended: the state AWS moves it to now, and why it failed, if it did. */
export interface FlowWishEnd {
  next: Flow['state'] | null;
  failure: string | null;
}

/** Ends a wish for a flow, unless a newer one has replaced it, and records the state that AWS moves it to. */
export function finishFlowWish(
  state: State,
  { id, wish }: Pick<Flow, 'id' | 'wish'>,
  { next, failure }: FlowWishEnd,
  now: string,
): Decision<undefined> {
  const current = state.get('flow', id);
  if (!current) return nothing(undefined);
  const left = current.wish === wish ? null : current.wish;
  const flow: Flow = { ...current, wish: left, wishFailure: failure };
  if (!next) return { changes: [put(state, 'flow', flow)], events: [], value: undefined };
  const moved: Flow = {
    ...flow,
    state: next,
    stateSince: now,
    acted: rememberAct(state, current, now),
    costPerHour: flowCostPerHour(state.rates, { state: next }),
  };
  const event = movedEvent(current, next, now);
  return { changes: [put(state, 'flow', moved)], events: [event], value: undefined };
}

const movedEvent = ({ id, name, state }: Flow, next: Flow['state'], now: string): LogEvent => ({
  at: now,
  actor: 'engine',
  actorType: 'ENGINE',
  requestId: null,
  kind: 'FLOW_CHANGED',
  subjectType: 'Flow',
  subjectId: id,
  subjectName: name,
  flowId: id,
  message: `Flow ${name} is ${next}.`,
  changes: [{ field: 'state', from: state, to: next }],
});
