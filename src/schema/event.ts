import { shownValue } from '../domain/commands/shown-fields.ts';
import type { Denial } from '../domain/denial.ts';
import type * as log from '../domain/log.ts';
import { shownKind } from '../domain/shown-kind.ts';
import { encodeId } from '../resolvers/global-id.ts';
import { eventId } from '../resolvers/query/event.ts';
import { eventSubject } from '../resolvers/query/event-subject.ts';
import { eventCursor } from '../resolvers/query/events.ts';
import { builder } from './builder.ts';
import { AccessDenialReason, ActorType, EventKind } from './event-enums.ts';
import { toNode } from './node.ts';
import { Event } from './refs.ts';

builder.node(Event, {
  description: 'Something that happened.',
  id: { resolve: (event) => eventId(event), description: 'The same for ever, and unique over all types.' },
  fields: (t) => ({
    cursor: t.field({
      type: 'Cursor',
      description: 'Its position in the log: follow from here with `after`.',
      resolve: (event, _args, ctx) => eventCursor(ctx, event),
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    actor: t.exposeString('actor', {
      description: 'Who did it: the name of a token, or of a part of Lunora.',
    }),
    actorId: t.id({
      nullable: true,
      description: "The token's id where a token did it; null for the tokens of the settings.",
      resolve: ({ actorId }) => (actorId ? encodeId('Token', actorId) : null),
    }),
    actorType: t.expose('actorType', { type: ActorType, description: 'What kind of actor that is.' }),
    requestId: t.exposeString('requestId', { nullable: true, description: 'The request that asked for it.' }),
    kind: t.field({ type: EventKind, description: 'What kind of thing happened.', resolve: shownKind }),
    subject: t.field({
      type: builder.nodeInterfaceRef(),
      nullable: true,
      description: 'What it happened to. Null once it is deleted; its id, type and name stay.',
      resolve: async (event, _args, ctx) => toNode(await eventSubject(ctx, event)),
    }),
    subjectId: t.id({
      nullable: true,
      description: "The subject's id.",
      resolve: ({ subjectType, subjectId }) =>
        subjectType && subjectId ? encodeId(subjectType, subjectId) : null,
    }),
    subjectType: t.exposeString('subjectType', { nullable: true, description: "The subject's type." }),
    subjectName: t.exposeString('subjectName', {
      nullable: true,
      description: 'What the subject was called then.',
    }),
    message: t.exposeString('message', { description: 'What happened, for people. Never holds a secret.' }),
    changes: t.expose('changes', { type: [FieldChange], description: 'What was changed, field by field.' }),
    denial: t.field({
      type: AccessDenial,
      nullable: true,
      description: 'What was denied, of a failed sign-in or a refused request; null for all other events.',
      resolve: ({ denial }) => denial ?? null,
    }),
  }),
});

const FieldChange = builder.objectRef<log.FieldChange>('FieldChange').implement({
  description: 'A field that was changed.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'Its name.' }),
    from: t.string({
      nullable: true,
      description: 'What it was; null where it was nothing.',
      resolve: ({ field, from }) => shownValue(field, from),
    }),
    to: t.string({
      nullable: true,
      description: 'What it is now; null where it is nothing.',
      resolve: ({ field, to }) => shownValue(field, to),
    }),
  }),
});

const AccessDenial = builder.objectRef<Denial>('AccessDenial').implement({
  description: 'Failed sign-ins, or refused requests, of one kind.',
  fields: (t) => ({
    reason: t.expose('reason', { type: AccessDenialReason, description: 'Why.' }),
    code: t.exposeString('code', {
      nullable: true,
      description:
        'The code that the caller was answered with; null where several kinds are counted together.',
    }),
    operation: t.exposeString('operation', {
      nullable: true,
      description: 'The root field that was asked for; null where the request was not read.',
    }),
    address: t.exposeString('address', {
      nullable: true,
      description:
        'The address that the request came from, of IPv6 its /64 network; null where it is not known.',
    }),
    count: t.exposeInt('count', {
      description:
        'How many. The first of an hour is told at once, its repeats together when the hour is over.',
    }),
  }),
});
