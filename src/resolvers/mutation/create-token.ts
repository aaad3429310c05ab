import { createToken as decide } from '../../domain/commands/create-token.ts';
import type { Context } from '../context.ts';
import { encodeId } from '../global-id.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import type { CreateTokenInput } from './inputs.ts';
import type { CreateTokenPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';

/** A new API token. It is shown in this answer and never again, also not to a repetition of the call. */
export async function createToken(ctx: Context, input: CreateTokenInput): Promise<CreateTokenPayload> {
  const { token, hash } = ctx.newToken();
  const command = {
    id: ctx.newId(),
    hash,
    name: input.name,
    role: input.role,
    flowIds: input.flowIds?.map((id) => rawId('Flow', id)) ?? null,
    expiresAt: input.expiresAt ?? null,
    redact: ctx.redact,
    limit: ctx.settings.holdings?.tokens,
  };
  const decision = decide(command, callerOf(ctx));
  const { record, replayed, userErrors } = await carryOut(ctx, 'createToken', 'token', input, decision);
  if (record && !replayed) ctx.hide(token);
  return {
    tokenId: record && encodeId('AccessToken', record.id),
    token: record && !replayed ? token : null,
    userErrors,
  };
}
