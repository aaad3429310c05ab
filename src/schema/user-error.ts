import type * as domain from '../domain/errors.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum-of.ts';

const UserErrorCode = enumOf<domain.UserErrorCode>('UserErrorCode', 'Why something was refused.', {
  NOT_FOUND: 'There is nothing with this id.',
  FLOW_NOT_FOUND: 'There is no such flow, or no default one.',
  INVALID_NAME: 'The name is empty, too long, or has characters in it that AWS refuses.',
  NAME_TAKEN: 'Another one has this name.',
  INVALID_URL: 'The URL cannot be used.',
  URL_REQUIRED: 'The platform has no default URL.',
  KEY_IN_URL: 'The URL carries the stream key; give it as streamKey.',
  INVALID_STREAM_KEY: 'The stream key cannot be used.',
  STREAM_KEY_REQUIRED: 'The platform needs a stream key.',
  INVALID_PRESET: 'The preset is unknown, or its values cannot be used.',
  PRESET_IN_USE: 'Destinations use the preset.',
  BUILT_IN: 'Built-in presets cannot be changed; copy it.',
  INVALID_TAG: 'A tag is empty, too long, or given twice.',
  INVALID_RETRY_POLICY: 'A number of the retry policy is out of bounds.',
  PROTOCOL_NOT_SUPPORTED: 'The protocol cannot be delivered in this mode.',
  DELIVERY_MODE_NOT_SUPPORTED: 'The mode cannot be used here.',
  CHANNEL_IN_USE: 'The channel is used otherwise.',
  VERSION_CONFLICT: 'Somebody else has changed it: read it again.',
  INVALID_TRANSITION: 'That cannot be done from where it stands.',
  IDEMPOTENCY_CONFLICT: 'The idempotency key was used for another input.',
  QUOTA_EXCEEDED:
    'As far as is known, AWS allows no more on air; the message begins with the name of the quota, as in `quotas`.',
  WOULD_INTERRUPT: 'Others would go off air; allow it with allowInterruption.',
  CHANNELS_RUNNING: 'Channels run on the flow; allow it with force.',
  TOO_MANY: 'That is more than one call may do, or than may be kept.',
});

export const UserError = builder.objectRef<domain.UserError>('UserError').implement({
  description: 'A refusal that a person can act on.',
  fields: (t) => ({
    code: t.expose('code', { type: UserErrorCode, description: 'Why, for programs.' }),
    message: t.exposeString('message', { description: 'Why, for people.' }),
    path: t.exposeStringList('path', {
      nullable: true,
      description: 'Where in the input, e.g. ["input", "url"].',
    }),
  }),
});
