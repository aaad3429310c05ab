import type * as domain from '../domain/records.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum-of.ts';

export const HealthState = enumOf<domain.HealthState>('HealthState', 'What was really observed.', {
  OK: 'There is evidence that it works.',
  WARNING: 'It works, or comes back, with difficulties.',
  FAILED: 'There is evidence that it does not work.',
  OFF: 'Not meant to work now.',
  UNKNOWN: 'There is no evidence, or it is too old.',
});

export const Health = builder.objectRef<domain.Health>('Health').implement({
  description:
    'Three layers, each only what was really observed. Unknown is an answer; green is never guessed.',
  fields: (t) => ({
    source: t.expose('source', { type: HealthState, description: 'What comes in on the flow.' }),
    encoder: t.expose('encoder', { type: HealthState, description: 'What encodes it, or sends it on.' }),
    delivery: t.expose('delivery', { type: HealthState, description: 'Whether the platform takes it.' }),
  }),
});
