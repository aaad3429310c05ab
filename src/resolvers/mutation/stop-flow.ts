import { stopFlow as decide } from '../../domain/commands/stop-flow.ts';
import type { Context } from '../context.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import type { StopFlowInput } from './inputs.ts';
import type { FlowPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';

/** The wish that a flow stop. */
export async function stopFlow(ctx: Context, input: StopFlowInput): Promise<FlowPayload> {
  const command = { id: rawId('Flow', input.id), force: input.force ?? false };
  const { record, userErrors } = await carryOut(
    ctx,
    'stopFlow',
    'flow',
    input,
    decide(command, callerOf(ctx)),
  );
  return { flow: record, userErrors };
}
