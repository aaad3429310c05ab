import type * as domain from '../domain/records.ts';
import { builder } from './builder.ts';
import { ReasonCode, SuggestedAction } from './destination-enums.ts';

export const StatusReason = builder.objectRef<domain.Reason>('StatusReason').implement({
  description: 'Why the status is what it is, and what a person can do about it.',
  fields: (t) => ({
    code: t.expose('code', { type: ReasonCode, description: 'The reason, for programs.' }),
    message: t.exposeString('message', { description: 'The reason, for people.' }),
    suggestedAction: t.expose('suggestedAction', {
      type: SuggestedAction,
      nullable: true,
      description: 'What to do about it.',
    }),
    since: t.expose('since', { type: 'DateTime', description: 'Since when it is so.' }),
    deadline: t.expose('deadline', {
      type: 'DateTime',
      nullable: true,
      description:
        'The current transition should be over by then; past it the code becomes DEADLINE_EXCEEDED.',
    }),
    attempt: t.exposeInt('attempt', { nullable: true, description: 'How many tries have failed.' }),
    maxAttempts: t.exposeInt('maxAttempts', {
      nullable: true,
      description:
        'After how many that AWS declined Lunora gives up; outages are waited out. Null where it goes on for ever.',
    }),
    nextRetryAt: t.expose('nextRetryAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is tried again.',
    }),
  }),
});
