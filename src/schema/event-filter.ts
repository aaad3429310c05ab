import type { EventFilter as Filter } from '../resolvers/query/events.ts';
import { builder } from './builder.ts';
import { EventKind } from './event-enums.ts';

export const EventFilter = builder.inputRef<Filter>('EventFilter').implement({
  description: 'Which events: those for which everything named here holds.',
  fields: (t) => ({
    subjectIds: t.idList({ description: 'About one of these, deleted ones included.' }),
    kind: t.field({ type: [EventKind], description: 'Of one of these kinds.' }),
    actor: t.string({ description: 'By this actor, by its exact name.' }),
  }),
});
