import { AwsError } from '../aws/aws-error.ts';
import { endsWish } from '../domain/ends-wish.ts';
import { type FlowWishEnd, finishFlowWish } from '../domain/finish-flow-wish.ts';
import { type FlowStep, planFlowWish } from '../domain/plan-flow-wish.ts';
import type { Flow } from '../domain/records.ts';
import type { Revisit } from './deps.ts';
import { callMs, mayAct } from './may-act.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

type FlowCall = Exclude<FlowStep, 'wait' | 'done'>;

/** What AWS moves a flow to after each call. */
const movesTo: Record<FlowCall, Flow['state']> = { start: 'STARTING', stop: 'STOPPING' };

/** Carries out a wish for a flow. An outage is waited out; a refusal ends the wish and is said. */
export async function reconcileFlow(deps: ReconcileDeps, arn: string): Promise<Revisit> {
  const { store, lease } = deps;
  if (!store.state.get('flow', arn)?.wish || lease.epoch() === null) return null;
  if (!(await mayAct(deps))) return { afterMs: 1_000 };
  const flow = store.state.get('flow', arn);
  if (!flow || flow.wish === null) return null;
  const step = planFlowWish(flow);
  if (step === 'wait') return null;
  if (step !== 'done') return callAws(deps, flow, step);
  await finish(deps, flow, { next: null, failure: null });
  return null;
}

async function callAws(deps: ReconcileDeps, flow: Flow, step: FlowCall): Promise<Revisit> {
  const { store, mediaConnect, lease, log } = deps;
  const { id: arn } = flow;
  const mayRepeat = () => {
    const current = store.state.get('flow', arn);
    return current !== undefined && lease.outlasts(callMs) && planFlowWish(current) === step;
  };
  const calls: Record<FlowCall, () => Promise<unknown>> = {
    start: () => mediaConnect.startFlow(arn, { mayRepeat }),
    stop: () => mediaConnect.stopFlow(arn, { mayRepeat }),
  };
  try {
    await calls[step]();
    await finish(deps, flow, { next: movesTo[step], failure: null });
    deps.lookNow();
    return null;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    log.warn({ flowArn: arn, step, kind: error.kind, reason: error.message }, 'AWS did not do it');
    deps.lookNow();
    if (!endsWish(error.kind)) return { afterMs: 2_000 };
    await finish(deps, flow, { next: null, failure: error.message });
    return null;
  }
}

const finish = ({ store, lease }: ReconcileDeps, flow: Flow, end: FlowWishEnd) =>
  store.change((state, now) => {
    lease.check(state);
    return finishFlowWish(state, flow, end, now);
  });
