import type * as aws from '../domain/aws.ts';
import type * as domain from '../domain/records.ts';
import { enumOf } from './enum-of.ts';

export const ChannelState = enumOf<aws.ChannelState>(
  'ChannelState',
  "AWS's own word. UNKNOWN: a word AWS has added since.",
  {
    CREATING: 'Being made.',
    CREATE_FAILED: 'Could not be made.',
    IDLE: 'Stopped.',
    STARTING: 'Starting.',
    RUNNING: 'Running.',
    RECOVERING: 'A pipeline is being brought back.',
    STOPPING: 'Stopping.',
    UPDATING: 'Being changed.',
    UPDATE_FAILED: 'Could not be changed.',
    DELETING: 'Being deleted.',
    DELETED: 'Gone.',
    UNKNOWN: 'A word AWS has added since.',
  },
);

export const ChannelClass = enumOf<aws.ChannelClass>('ChannelClass', 'How many pipelines it has.', {
  STANDARD: 'Two, in two availability zones.',
  SINGLE_PIPELINE: 'One.',
});

export const ChannelRole = enumOf<domain.ChannelRole>(
  'ChannelRole',
  'What it is for. UNMANAGED: AWS has it and no destination uses it. Never changed, always shown.',
  {
    PRIMARY: 'Makes what viewers watch.',
    DEDICATED: 'Delivers one destination.',
    SHARED: 'Delivers several.',
    PROVISIONED: 'Set up elsewhere, used by a destination.',
    UNMANAGED: 'None of ours.',
  },
);
