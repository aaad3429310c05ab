import { builder } from './builder.ts';

builder.queryType({ description: 'Reading: for every role. An unknown or malformed id answers null.' });
builder.mutationType({
  description:
    'Changing: for OPERATOR, tokens for ADMIN. Every mutation records a wish and answers at once; the engine carries it out, subscriptions tell how it goes. A refusal that a person can act on is a userError.',
});
builder.subscriptionType({
  description:
    'Following: for every role. Without `after` one SNAPSHOT per record, a BOOKMARK, then every change; with `after` the changes since then.',
});
