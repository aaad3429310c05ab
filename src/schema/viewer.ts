import type * as domain from '../domain/records.ts';
import type * as context from '../resolvers/context.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum-of.ts';

export const Role = enumOf<domain.Role>('Role', 'What a token may do.', {
  VIEWER: 'Read and follow.',
  OPERATOR: 'That, and change everything but tokens.',
  ADMIN: 'Everything.',
});

const Viewer = builder.objectRef<context.Viewer>('Viewer').implement({
  description: 'Who is asking, and what they may do.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name of the token.' }),
    role: t.expose('role', { type: Role, description: 'What it may do.' }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({ type: Viewer, description: 'Who is asking.', resolve: (_root, _args, ctx) => ctx.viewer }),
);
