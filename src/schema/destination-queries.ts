import { destination } from '../resolvers/query/destination.ts';
import { destinations, type DestinationFilter as Filter } from '../resolvers/query/destinations.ts';
import { builder } from './builder.ts';
import { DeliveryMode, DestinationStatus, Platform } from './destination-enums.ts';
import { pageArguments } from './page-arguments.ts';
import { DestinationConnection } from './pages.ts';
import { Destination } from './refs.ts';
import { TagInput } from './tag.ts';

const DestinationFilter = builder.inputRef<Filter>('DestinationFilter').implement({
  description: 'Which destinations: those for which everything named here holds.',
  fields: (t) => ({
    ids: t.idList({ description: 'These; unknown ones match nothing.' }),
    flowId: t.id({ description: 'Fed by this flow.' }),
    platform: t.field({ type: [Platform], description: 'Going to one of these.' }),
    status: t.field({ type: [DestinationStatus], description: 'Of one of these statuses.' }),
    deliveryMode: t.field({ type: [DeliveryMode], description: 'Delivered in one of these ways.' }),
    nameContains: t.string({ description: 'Whose name has this in it; upper and lower case are the same.' }),
    tag: t.field({ type: TagInput, description: 'With this tag.' }),
  }),
});

builder.queryFields((t) => ({
  destination: t.field({
    type: Destination,
    nullable: true,
    description: 'One destination; null for an unknown id.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_root, args, ctx) => destination(ctx, args),
  }),
  destinations: t.field({
    type: DestinationConnection,
    description: 'Destinations, oldest first.',
    args: {
      ...pageArguments(t.arg),
      filter: t.arg({ type: DestinationFilter, description: 'Which ones; all when left out.' }),
    },
    resolve: (_root, args, ctx) => destinations(ctx, args),
  }),
}));
