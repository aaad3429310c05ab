import type { DenialReason } from '../domain/denial.ts';
import type * as log from '../domain/log.ts';
import type { ShownEventKind } from '../domain/shown-kind.ts';
import { enumOf } from './enum-of.ts';

export const ActorType = enumOf<log.ActorType>('ActorType', 'Who made something happen.', {
  TOKEN: 'A caller of this API.',
  ENGINE: 'Lunora carrying out a wish.',
  AWS: 'Something AWS or someone in its console did.',
});

export const EventKind = enumOf<ShownEventKind>('EventKind', 'What kind of thing happened.', {
  DESTINATION_CREATED: 'A destination was made.',
  DESTINATION_UPDATED: 'A caller changed a destination, or what is wanted of it.',
  DESTINATION_STATUS_CHANGED: 'A destination is in another status, or for another reason.',
  DESTINATION_DELETED: 'A destination is gone.',
  CHANNEL_CHANGED: 'A channel came, changed or went.',
  FLOW_CHANGED: 'A flow came, changed or went.',
  OUTPUT_CHANGED: 'An output of a flow came, changed or went.',
  PRESET_CHANGED: 'A preset came, changed or went.',
  SYSTEM: 'Something about Lunora itself.',
  SIGN_IN_FAILED: 'Somebody showed no token, or one that does not count. For ADMIN without a limit to flows.',
  ACCESS_DENIED: "A token's rights did not cover a request. For ADMIN without a limit to flows.",
});

export const AccessDenialReason = enumOf<DenialReason>('AccessDenialReason', 'Why access was denied.', {
  NO_TOKEN: 'No token was shown.',
  UNKNOWN_TOKEN: 'The token is not known, or what was shown is no bearer token.',
  EXPIRED_TOKEN: 'The token, or one that it descends from, has expired.',
  REVOKED_TOKEN: 'The token, or one that it descends from, was revoked.',
  TOO_MANY_SIGN_INS:
    'Too many sign-ins had failed from the address, or with the token: it was not looked at.',
  ROLE: 'The role of the token does not cover the operation.',
  FLOWS: 'The token is limited to other flows.',
  EXPIRY: 'The token ends before what it asked for.',
  OTHERS: 'More than are recorded one by one in an hour; these are counted together.',
});
