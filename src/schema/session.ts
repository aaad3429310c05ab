import type * as domain from '../domain/records.ts';
import { encodeId } from '../resolvers/global-id.ts';
import { type SessionFilter as Filter, sessions } from '../resolvers/query/sessions.ts';
import { findVisible } from '../resolvers/query/visible.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum-of.ts';
import { Money } from './money.ts';
import { forwardArguments } from './page-arguments.ts';
import { SessionConnection } from './pages.ts';
import { Destination, Session } from './refs.ts';

const SessionEndReason = enumOf<domain.SessionEndReason>(
  'SessionEndReason',
  'How a session came to its end.',
  {
    STOPPED: 'Somebody stopped it.',
    FORCED: 'Somebody gave up on an orderly stop.',
    AUTO_STOPPED: 'Lunora stopped it by a rule.',
    FAILED: 'It failed for good.',
    RESOURCE_LOST: 'What was behind it was removed at AWS by somebody else.',
    MOVED: 'It went on in another way.',
    DELETED: 'Its destination was deleted.',
  },
);

builder.node(Session, {
  description: 'One stretch of a destination on air.',
  id: { resolve: ({ id }) => id, description: 'The same for ever, and unique over all types.' },
  fields: (t) => ({
    destination: t.field({
      type: Destination,
      nullable: true,
      description: 'Null once the destination is deleted; its id and name stay.',
      resolve: ({ destinationId }, _args, ctx) => findVisible(ctx, 'destination', destinationId),
    }),
    destinationId: t.id({
      description: "The destination's id.",
      resolve: ({ destinationId }) => encodeId('Destination', destinationId),
    }),
    destinationName: t.exposeString('destinationName', {
      description: "The destination's name at the start.",
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    runningAt: t.expose('runningAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was first seen on air.',
    }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'Null while it is open.' }),
    endReason: t.expose('endReason', {
      type: SessionEndReason,
      nullable: true,
      description: 'Null while it is open.',
    }),
    cost: t.field({
      type: Money,
      nullable: true,
      description:
        'What it cost; null until it ended, for a sum that grows would be a change every second, or when it never was on air. While it is open: costPerHour of its destination times the time since runningAt, ten minutes at least.',
      resolve: ({ cost, costComplete }) => (cost === null ? null : { amount: cost, complete: costComplete }),
    }),
  }),
});

const SessionFilter = builder.inputRef<Filter>('SessionFilter').implement({
  description: 'Which sessions: those for which everything named here holds.',
  fields: (t) => ({
    destinationIds: t.idList({ description: 'Of these destinations, deleted ones included.' }),
    from: t.field({ type: 'DateTime', description: 'Started at or after this instant.' }),
    to: t.field({ type: 'DateTime', description: 'Started before this instant.' }),
  }),
});

builder.queryField('sessions', (t) =>
  t.field({
    type: SessionConnection,
    description: 'Sessions, newest first, those of deleted destinations included.',
    args: {
      ...forwardArguments(t.arg),
      filter: t.arg({ type: SessionFilter, description: 'Which ones; all when left out.' }),
    },
    resolve: (_root, args, ctx) => sessions(ctx, args),
  }),
);
