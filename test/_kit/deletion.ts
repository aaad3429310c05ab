import type { LogEvent } from '../../src/domain/log.ts';

/** The event of a destination that was deleted. */
export const deletion = (subjectId: string, at: string): LogEvent => ({
  at,
  actor: 'engine',
  actorType: 'ENGINE',
  requestId: null,
  kind: 'DESTINATION_DELETED',
  subjectType: 'Destination',
  subjectId,
  subjectName: 'left',
  flowId: null,
  message: 'left was deleted; nothing of it is left at AWS.',
  changes: [],
});
