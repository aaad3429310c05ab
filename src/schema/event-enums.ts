import type * as log from '../domain/log.ts';
import { enumOf } from './enum-of.ts';

export const ActorType = enumOf<log.ActorType>('ActorType', 'Who made something happen.', {
  TOKEN: 'A caller of this API.',
  ENGINE: 'Lunora carrying out a wish.',
  AWS: 'Something AWS or someone in its console did.',
});

export const EventKind = enumOf<log.EventKind>('EventKind', 'What kind of thing happened.', {
  DESTINATION_CREATED: 'A destination was made.',
  DESTINATION_UPDATED: 'A caller changed a destination, or what is wanted of it.',
  DESTINATION_STATUS_CHANGED: 'A destination is in another status, or for another reason.',
  DESTINATION_DELETED: 'A destination is gone.',
  CHANNEL_CHANGED: 'A channel came, changed or went.',
  FLOW_CHANGED: 'A flow came, changed or went.',
  OUTPUT_CHANGED: 'An output of a flow came, changed or went.',
  PRESET_CHANGED: 'A preset came, changed or went.',
  SYSTEM: 'Something about Lunora itself.',
});
