import type { ObjectRef } from '@pothos/core';
import type { FollowedConnection } from '../resolvers/query/events.ts';
import type { CountedConnection } from '../resolvers/query/paginate.ts';
import { builder } from './builder.ts';

type SchemaTypesOf = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never;

/** A page type for a list that is in memory whole: counted, and true at a known position. */
export function countedConnectionOf<T>(name: string, type: ObjectRef<SchemaTypesOf, T>, what: string) {
  return builder.connectionObject({
    name: `${name}Connection`,
    type,
    description: `A page of ${what}.`,
    fields: (t) => ({
      totalCount: t.int({
        description: 'How many there are on all pages.',
        resolve: (page) => counted(page).totalCount,
      }),
      asOf: t.field({
        type: 'Cursor',
        description:
          'The log position this page is true at: subscribe with `after: asOf` to follow from here with nothing missed.',
        resolve: (page) => counted(page).asOf,
      }),
    }),
  });
}

/** A page type for a stretch of the log: its cursors are those of subscriptions, and it can be followed. */
export function followedConnectionOf<T>(name: string, type: ObjectRef<SchemaTypesOf, T>, what: string) {
  return builder.connectionObject(
    {
      name: `${name}Connection`,
      type,
      description: `A page of ${what}.`,
      fields: (t) => ({
        asOf: t.field({
          type: 'Cursor',
          description:
            'The log position this page is true at, on an empty page too: subscribe with `after: asOf` to follow from here.',
          resolve: (page) => (page as unknown as FollowedConnection<unknown>).asOf,
        }),
      }),
    },
    {
      fields: (t) => ({
        cursor: t.expose('cursor', {
          type: 'Cursor',
          description: 'Its position in the log, for `after` and `before`, of subscriptions too.',
        }),
      }),
    },
  );
}

/** Relay's plugin types pages without what was added to them. */
const counted = (page: unknown) => page as CountedConnection<unknown>;

/** A page type for a list that is read as far as it is asked for. */
export function connectionOf<T>(name: string, type: ObjectRef<SchemaTypesOf, T>, what: string) {
  return builder.connectionObject({ name: `${name}Connection`, type, description: `A page of ${what}.` });
}
