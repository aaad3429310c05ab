import { events } from '../resolvers/subscription/events.ts';
import { builder } from './builder.ts';
import { EventFilter } from './event-filter.ts';
import { Event } from './refs.ts';

builder.subscriptionField('events', (t) =>
  t.field({
    type: Event,
    description:
      'What happens, as it happens. Without after: from now on. With a position no longer kept, ends with OUTDATED_CURSOR.',
    args: {
      after: t.arg({ type: 'Cursor', description: 'Go on after this position.' }),
      filter: t.arg({ type: EventFilter, description: 'Which ones; all when left out.' }),
    },
    subscribe: (_root, args, ctx) => events(ctx, args),
    resolve: (event) => event,
  }),
);
