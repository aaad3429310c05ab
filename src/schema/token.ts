import { tokenRevokedAt } from '../domain/token-end.ts';
import { encodeId } from '../resolvers/global-id.ts';
import { tokens } from '../resolvers/query/tokens.ts';
import { builder } from './builder.ts';
import * as refs from './refs.ts';
import { Role } from './viewer.ts';

builder.node(refs.AccessToken, {
  description:
    'A token made by `createToken`, without its text. Only an ADMIN sees it; `revokeToken` takes its id.',
  id: { resolve: ({ id }) => id, description: 'Globally unique, stable ID.' },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The actor of what it does.' }),
    role: t.expose('role', { type: Role, description: 'What it may do.' }),
    flowIds: t.idList({
      nullable: true,
      description: 'The flows it sees and acts on; null: all.',
      resolve: ({ flowIds }) => flowIds?.map((id) => encodeId('Flow', id)) ?? null,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    createdBy: t.string({
      description: 'The name of the token that made it; `unknown` where an older version did.',
      resolve: ({ createdBy }) => createdBy ?? 'unknown',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends; null: never. It ends earlier with the token that created it.',
    }),
    lastUsedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it last signed in, to the hour; null: not yet.',
      resolve: ({ lastUsedAt }) => lastUsedAt ?? null,
    }),
    revokedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it, or a token that it descends from, was revoked; null if neither was.',
      resolve: (token, _args, { state }) => tokenRevokedAt(state, token),
    }),
  }),
});

builder.queryField('tokens', (t) =>
  t.field({
    type: [refs.AccessToken],
    authScopes: { admin: true },
    description:
      'All tokens, newest first, never their text. For ADMIN; a limited one gets those of its own flows.',
    resolve: (_root, _args, ctx) => tokens(ctx),
  }),
);
