import { createToken } from '../resolvers/mutation/create-token.ts';
import type * as inputs from '../resolvers/mutation/inputs.ts';
import type * as payloads from '../resolvers/mutation/payloads.ts';
import { revokeToken } from '../resolvers/mutation/revoke-token.ts';
import { builder } from './builder.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { inputArgument } from './input-argument.ts';
import * as refs from './refs.ts';
import { UserError } from './user-error.ts';
import { Role } from './viewer.ts';

const CreateTokenInput = builder.inputRef<inputs.CreateTokenInput>('CreateTokenInput').implement({
  description:
    'flowIds: the token sees and acts on those flows only. Replayed by its idempotencyKey it answers with token null.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Who it is for; shown as the actor of what it does.' }),
    role: t.field({ type: Role, required: true, description: 'What it may do.' }),
    flowIds: t.idList({ description: 'The flows it sees and acts on; all when left out.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it ends; never when left out.' }),
    idempotencyKey: t.string(idempotencyKey),
  }),
});

const CreateTokenPayload = builder.objectRef<payloads.CreateTokenPayload>('CreateTokenPayload').implement({
  description: 'A new token.',
  fields: (t) => ({
    tokenId: t.exposeID('tokenId', {
      nullable: true,
      description: 'To revoke it by; null where it was refused.',
    }),
    token: t.exposeString('token', {
      nullable: true,
      description: 'The token itself: shown here and never again.',
    }),
    userErrors: t.expose('userErrors', {
      type: [UserError],
      description: 'Why it was refused; empty if not.',
    }),
  }),
});

const RevokeTokenInput = builder.inputRef<inputs.RevokeTokenInput>('RevokeTokenInput').implement({
  description: 'The end of a token.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Which token.' }),
    idempotencyKey: t.string(idempotencyKey),
  }),
});

const RevokeTokenPayload = builder.objectRef<payloads.RevokeTokenPayload>('RevokeTokenPayload').implement({
  description: 'Result of `revokeToken`.',
  fields: (t) => ({
    tokenId: t.exposeID('tokenId', {
      nullable: true,
      description: 'The token that was revoked; null if refused.',
    }),
    alsoRevoked: t.expose('alsoRevoked', {
      type: [refs.AccessToken],
      description: 'The tokens that it created, directly or through others, which ended with it.',
    }),
    userErrors: t.expose('userErrors', {
      type: [UserError],
      description: 'Why it was refused; empty if not.',
    }),
  }),
});

builder.mutationFields((t) => ({
  createToken: t.field({
    type: CreateTokenPayload,
    authScopes: { admin: true },
    description: 'Makes a token. The token is shown once.',
    args: { input: t.arg({ ...inputArgument, type: CreateTokenInput }) },
    resolve: (_root, { input }, ctx) => createToken(ctx, input),
  }),
  revokeToken: t.field({
    type: RevokeTokenPayload,
    authScopes: { admin: true },
    description:
      'Ends a token at once, also on open connections, and with it every token that it created, directly or through others.',
    args: { input: t.arg({ ...inputArgument, type: RevokeTokenInput }) },
    resolve: (_root, { input }, ctx) => revokeToken(ctx, input),
  }),
}));
