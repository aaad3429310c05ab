import type { DeliveryFault } from '../delivery-fault.ts';
import type { Destination, Edit, Health, Transition } from '../records.ts';
import type { Situation } from '../situation.ts';
import type { Step } from '../step.ts';

/** Everything a reason is derived from. */
export interface ReasonFacts {
  destination: Destination;
  situation: Situation;
  step: Step;
  health: Health;
  stale: boolean;
  pipelineLost: boolean;
  /** What on air differs from what was started. */
  edited: Edit | null;
  /** Why a push does not arrive. */
  deliveryFault: DeliveryFault;
  /** Another destination on air with the same stream key. */
  rival: Destination | undefined;
  /** What was done to the output that feeds its channel. */
  cut: string | null;
  /** When its channel is restarted unless AWS recovers it before; null: never. */
  cureAt: string | null;
  /** Recovery restarts so far. */
  restarts: number;
  transition: Transition | null;
  now: string;
}
