import SchemaBuilder from '@pothos/core';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { lacking } from '../domain/commands/refuse.ts';
import { DomainError } from '../domain/errors.ts';
import type { Context } from '../resolvers/context.ts';
import { encodeId } from '../resolvers/global-id.ts';
import { noteDenial } from '../resolvers/note-denial.ts';

interface Types {
  Context: Context;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    Cursor: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
  };
  AuthScopes: { operator: boolean; admin: boolean };
}

/** What all types are built with. Reading needs a viewer; changing an OPERATOR; tokens an ADMIN. */
export const builder = new SchemaBuilder<Types>({
  plugins: [ScopeAuthPlugin, RelayPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authScopes: ({ viewer }) => ({
      operator: viewer.role !== 'VIEWER',
      admin: viewer.role === 'ADMIN',
    }),
    unauthorizedError(_parent, ctx, { fieldName }) {
      const refusal = lacking('ROLE', new DomainError('FORBIDDEN', 'This token may not do that.'));
      noteDenial(ctx, fieldName, refusal);
      return refusal;
    },
  },
  relay: {
    encodeGlobalID: (typename, id) => encodeId(typename, id),
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    cursorType: 'String',
    nodesOnConnection: { description: 'The records of the page, without their cursors.' },
    idFieldOptions: { description: 'The same for ever, and unique over all types.' },
    nodeTypeOptions: { description: 'Anything that can be found again by its id.' },
    edgesFieldOptions: {
      nullable: { list: false, items: false },
      description: 'The records of the page, each with its place in the list.',
    },
    pageInfoFieldOptions: { description: 'Whether there is more, and where to go on.' },
    nodeFieldOptions: { nullable: false, description: 'The record.' },
    cursorFieldOptions: { description: 'Its place in the list, for `after` and `before`.' },
    pageInfoTypeOptions: { description: 'Where a page stands in its list.' },
    hasNextPageFieldOptions: { description: 'There is more after this page.' },
    hasPreviousPageFieldOptions: { description: 'There is more before this page.' },
    startCursorFieldOptions: { description: 'Give it as `before` for the page before this one.' },
    endCursorFieldOptions: { description: 'Give it as `after` for the page after this one.' },
    defaultEdgeTypeOptions: { description: 'A record and its place in a list.' },
  },
});
