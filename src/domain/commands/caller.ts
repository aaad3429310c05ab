import type { Actor } from '../log.ts';

/** Who asks for a change. */
export interface Caller {
  actor: Actor;
  /** The flows (ARNs) a limited token acts on; null: every flow, and what belongs to none. */
  flowIds: readonly string[] | null;
}

/** Whether the caller may know of what belongs to this flow, or to none. */
export const reaches = ({ flowIds }: Pick<Caller, 'flowIds'>, flowId: string | null): boolean =>
  flowIds === null || (flowId !== null && flowIds.includes(flowId));
