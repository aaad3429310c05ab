import type * as inputs from '../resolvers/mutation/inputs.ts';
import { enumOf } from './enum-of.ts';

export const ApplyWhen = enumOf<inputs.ApplyWhen>(
  'ApplyWhen',
  'When a change to something that runs takes effect. AWS cannot change a running channel, so RESTART_NOW takes that destination off air for the restart. That others would go dark too (a shared channel) needs allowInterruption besides.',
  {
    NEXT_START: 'With the next start; until then pendingChanges is true.',
    RESTART_NOW: 'Now, by one orderly restart. Off air, the same as NEXT_START.',
  },
);
