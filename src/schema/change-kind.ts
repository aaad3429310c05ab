import type { destinationChanged } from '../resolvers/subscription/destination-changed.ts';
import { enumOf } from './enum-of.ts';
import type { MessageOf } from './message-of.ts';

export const ChangeKind = enumOf<MessageOf<typeof destinationChanged>['kind']>(
  'ChangeKind',
  'BOOKMARK: everything up to this cursor has been sent. RESYNC: what was missed is gone; a snapshot follows.',
  {
    SNAPSHOT: 'A record as it is. Resuming from its cursor starts the snapshot again.',
    BOOKMARK: 'Everything up to this cursor has been sent.',
    CREATED: 'A record came, or entered the filter.',
    UPDATED: 'A record changed.',
    DELETED: 'A record went, or left the filter.',
    RESYNC: 'What was missed is gone: forget what you know, a snapshot follows.',
  },
);
