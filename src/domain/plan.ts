import { planDedicatedChannel } from './plan-dedicated-channel.ts';
import { planFlowOutput } from './plan-flow-output.ts';
import type { DeliveryMode } from './records.ts';
import type { Situation } from './situation.ts';
import type { Step } from './step.ts';

type Plan = (situation: Situation) => Step;

const plans: Partial<Record<DeliveryMode, Plan>> = {
  DEDICATED_CHANNEL: planDedicatedChannel,
  FLOW_OUTPUT: planFlowOutput,
};

/** The next step of a destination, by its delivery mode. */
export function plan(mode: DeliveryMode, situation: Situation): Step {
  const planOfMode = plans[mode];
  return planOfMode ? planOfMode(situation) : 'settled';
}
