import type * as domain from '../domain/records.ts';
import type * as inputs from '../resolvers/mutation/inputs.ts';
import { builder } from './builder.ts';

export const RetryPolicy = builder.objectRef<domain.RetryPolicy>('RetryPolicy').implement({
  description:
    'How what fails at AWS is tried again. Outages, throttling and used-up quotas never count: they are waited out. Which try it is, and when the next one comes, is in statusReason.',
  fields: (t) => ({
    maxAttempts: t.exposeInt('maxAttempts', {
      nullable: true,
      description: 'Failed tries after which Lunora gives up (GAVE_UP); null where it goes on for ever.',
    }),
    initialBackoffMs: t.exposeInt('initialBackoffMs', {
      description: 'Milliseconds to wait after the first failure; doubles with each one after it, ±20 %.',
    }),
    maxBackoffMs: t.exposeInt('maxBackoffMs', { description: 'The longest wait in milliseconds.' }),
    maxRestarts: t.exposeInt('maxRestarts', {
      description:
        'How often its channel is stopped and started when AWS does not bring its pipeline back: after 10 minutes, then 20, 40 and so on. 0: never. The primary channel is never restarted unasked.',
    }),
  }),
});

export const RetryPolicyInput = builder.inputRef<inputs.RetryPolicyInput>('RetryPolicyInput').implement({
  description: 'What is left out stays as it is, or as the default is.',
  fields: (t) => ({
    maxAttempts: t.int({ description: '1 to 100, 6 by default; null: it never gives up.' }),
    initialBackoffMs: t.int({ description: '500 to 60000 milliseconds, 1000 by default.' }),
    maxBackoffMs: t.int({ description: '5000 to 600000 milliseconds, 30000 by default.' }),
    maxRestarts: t.int({ description: '0 to 10, 3 by default; 0: its channel is never restarted unasked.' }),
  }),
});
