import { revokeToken as decide } from '../../domain/commands/revoke-token.ts';
import { endedWith } from '../../domain/token-end.ts';
import type { Context } from '../context.ts';
import { encodeId } from '../global-id.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import type { RevokeTokenInput } from './inputs.ts';
import type { RevokeTokenPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';

/** Makes a token good for nothing, from now on. */
export async function revokeToken(ctx: Context, input: RevokeTokenInput): Promise<RevokeTokenPayload> {
  const decision = decide({ id: rawId('AccessToken', input.id) }, callerOf(ctx));
  const { record, userErrors } = await carryOut(ctx, 'revokeToken', 'token', input, decision);
  const alsoRevoked = record ? endedWith(ctx.state, record) : [];
  return { tokenId: record && encodeId('AccessToken', record.id), alsoRevoked, userErrors };
}
