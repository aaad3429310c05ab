import { GraphQLError } from 'graphql';
import { builder } from './builder.ts';

builder.scalarType('Cursor', {
  description: 'Position in the event log. Opaque: only the server compares two of them. Survives restarts.',
  specifiedByURL: 'https://relay.dev/graphql/connections.htm#sec-Cursor',
  serialize: (value) => value,
  parseValue(value) {
    if (typeof value === 'string') return value;
    throw new GraphQLError('A Cursor is a string.', { extensions: { code: 'BAD_USER_INPUT' } });
  },
});
