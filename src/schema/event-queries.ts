import { events } from '../resolvers/query/events.ts';
import { builder } from './builder.ts';
import { EventFilter } from './event-filter.ts';
import { pageArguments } from './page-arguments.ts';
import { EventConnection } from './pages.ts';

builder.queryField('events', (t) =>
  t.field({
    type: EventConnection,
    description:
      'The activity log, newest first unless asked otherwise: what subscriptions deliver, kept. A filter that matches little may end a page early: while hasNextPage is true, go on from endCursor.',
    args: {
      ...pageArguments(t.arg, 'Cursor'),
      filter: t.arg({ type: EventFilter, description: 'Which ones; all when left out.' }),
    },
    resolve: (_root, args, ctx) => events(ctx, args),
  }),
);
