import { startFlow as decide } from '../../domain/commands/start-flow.ts';
import type { Context } from '../context.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import type { FlowActionInput } from './inputs.ts';
import type { FlowPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';

/** The wish that a flow run. */
export async function startFlow(ctx: Context, input: FlowActionInput): Promise<FlowPayload> {
  const command = { id: rawId('Flow', input.id) };
  const { record, userErrors } = await carryOut(
    ctx,
    'startFlow',
    'flow',
    input,
    decide(command, callerOf(ctx)),
  );
  return { flow: record, userErrors };
}
