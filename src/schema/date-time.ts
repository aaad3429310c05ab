import { GraphQLError } from 'graphql';
import { builder } from './builder.ts';

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

builder.scalarType('DateTime', {
  description: 'An instant: RFC 3339 with a time zone, e.g. 2026-11-01T12:00:00.000Z. Answers are in UTC.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value) => value,
  parseValue(value) {
    const ms = typeof value === 'string' && rfc3339.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(ms)) {
      throw new GraphQLError('A DateTime is written like 2026-11-01T12:00:00Z.', {
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
    return new Date(ms).toISOString();
  },
});
