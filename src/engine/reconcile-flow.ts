import { AwsError } from '../aws/aws-error.ts';
import { put } from '../domain/change.ts';
import { flowCostPerHour } from '../domain/cost.ts';
import { nothing } from '../domain/decision.ts';
import type { LogEvent } from '../domain/log.ts';
import { rememberAct } from '../domain/observe-belief.ts';
import type { Flow } from '../domain/records.ts';
import type { Revisit } from './deps.ts';
import { callMs, mayAct } from './may-act.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

type FlowStep = 'start' | 'stop' | 'wait' | 'done';

/** What a caller's wish for a flow comes to in each state. */
export function planFlowWish({ wish, state }: Pick<Flow, 'wish' | 'state'>): FlowStep {
  if (wish === null) return 'done';
  if (state === 'STARTING' || state === 'STOPPING' || state === 'UPDATING') {
    const arriving = (wish === 'START' && state === 'STARTING') || (wish === 'STOP' && state === 'STOPPING');
    return arriving ? 'done' : 'wait';
  }
  if (wish === 'START') return state === 'STANDBY' ? 'start' : 'done';
  return state === 'ACTIVE' ? 'stop' : 'done';
}

/** Carries out a wish for a flow. An outage is waited out; a refusal ends the wish and is said. */
export async function reconcileFlow(deps: ReconcileDeps, arn: string): Promise<Revisit> {
  const { store, mediaConnect, lease, log } = deps;
  if (!store.state.get('flow', arn)?.wish || lease.epoch() === null) return null;
  if (!(await mayAct(deps))) return { afterMs: 1_000 };
  const flow = store.state.get('flow', arn);
  if (!flow || flow.wish === null) return null;
  const step = planFlowWish(flow);
  if (step === 'wait') return null;
  const mayRepeat = () => {
    const current = store.state.get('flow', arn);
    return current !== undefined && lease.outlasts(callMs) && planFlowWish(current) === step;
  };
  try {
    if (step === 'start') await mediaConnect.startFlow(arn, { mayRepeat });
    if (step === 'stop') await mediaConnect.stopFlow(arn, { mayRepeat });
    await finish(deps, flow, step === 'start' ? 'STARTING' : step === 'stop' ? 'STOPPING' : null, null);
    if (step !== 'done') deps.lookNow();
    return null;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    log.warn({ flowArn: arn, step, kind: error.kind, reason: error.message }, 'AWS did not do it');
    deps.lookNow();
    if (error.kind === 'INVALID' || error.kind === 'DENIED' || error.kind === 'NOT_FOUND') {
      await finish(deps, flow, null, error.message);
      return null;
    }
    return { afterMs: 2_000 };
  }
}

function finish(
  { store, lease }: ReconcileDeps,
  { id: arn, wish }: Flow,
  next: Flow['state'] | null,
  failure: string | null,
) {
  return store.change((state, now) => {
    lease.check(state);
    const current = state.get('flow', arn);
    if (!current) return nothing(undefined);
    // A newer wish is not done yet.
    const rest = current.wish === wish ? null : current.wish;
    const flow: Flow = { ...current, wish: rest, wishFailure: failure };
    if (!next) return { changes: [put(state, 'flow', flow)], events: [], value: undefined };
    const moved: Flow = {
      ...flow,
      state: next,
      stateSince: now,
      acted: rememberAct(state, current, now),
      costPerHour: flowCostPerHour(state.rates, { state: next }),
    };
    const event: LogEvent = {
      at: now,
      actor: 'engine',
      actorType: 'ENGINE',
      requestId: null,
      kind: 'FLOW_CHANGED',
      subjectType: 'Flow',
      subjectId: arn,
      subjectName: flow.name,
      flowId: arn,
      message: `Flow ${flow.name} is ${next}.`,
      changes: [{ field: 'state', from: current.state, to: next }],
    };
    return { changes: [put(state, 'flow', moved)], events: [event], value: undefined };
  });
}
