import { type GraphQLSchema, isInterfaceType } from 'graphql';
import type { PlacedEvent } from '../domain/log.ts';
import { encodeId } from '../resolvers/global-id.ts';
import { eventId } from '../resolvers/query/event.ts';

type Identified = { id: string } | PlacedEvent;

/**
 * Lets every `id` be answered at once. The relay plugin answers each by a promise, and one promise makes promises of all
 * objects around it: most of the cost of an answer.
 */
export function withIdsAtOnce(schema: GraphQLSchema): GraphQLSchema {
  const node = schema.getType('Node');
  for (const type of isInterfaceType(node) ? schema.getPossibleTypes(node) : []) {
    const field = type.getFields()['id'];
    if (!field) continue;
    field.resolve = (record: Identified) => encodeId(type.name, 'id' in record ? record.id : eventId(record));
  }
  return schema;
}
