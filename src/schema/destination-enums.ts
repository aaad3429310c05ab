import type * as domain from '../domain/records.ts';
import { enumOf } from './enum-of.ts';

export const Platform = enumOf<domain.Platform>('Platform', 'Where a destination goes.', {
  YOUTUBE: 'YouTube Live.',
  TWITCH: 'Twitch.',
  LINKEDIN: 'LinkedIn Live.',
  FACEBOOK: 'Facebook Live.',
  RESTREAM: 'Restream, which sends it on.',
  CUSTOM: 'Anything else, by its URL.',
});

export const Protocol = enumOf<domain.Protocol>('Protocol', 'How it gets there.', {
  RTMP: 'RTMP, in clear.',
  RTMPS: 'RTMP over TLS.',
  SRT_CALLER: 'SRT; Lunora connects to the receiver.',
  SRT_LISTENER: 'SRT; the receiver connects to the flow.',
  RIST: 'RIST.',
  RTP: 'RTP.',
  RTP_FEC: 'RTP with forward error correction.',
  ZIXI_PUSH: 'Zixi push.',
});

export const DeliveryMode = enumOf<domain.DeliveryMode>('DeliveryMode', 'What at AWS delivers it.', {
  DEDICATED_CHANNEL: 'A MediaLive channel of its own: encoded as its preset says, touching nobody else.',
  FLOW_OUTPUT: 'A MediaConnect output of its own: as it comes, not encoded.',
  SHARED_CHANNEL: 'One output among others on a MediaLive channel; editing it needs that channel idle.',
  PROVISIONED_CHANNEL:
    'A MediaLive channel that was set up elsewhere; started and stopped, never made or removed.',
});

export const DesiredState = enumOf<domain.DesiredState>('DesiredState', 'What was asked for.', {
  STOPPED: 'Off air.',
  RUNNING: 'On air.',
  DELETED: 'Gone, with everything behind it.',
});

export const DestinationStatus = enumOf<domain.DestinationStatus>(
  'DestinationStatus',
  'What is so, as last observed.',
  {
    IDLE: 'Off air.',
    STARTING: 'On its way to air, or waiting for what it needs.',
    RUNNING: 'On air.',
    STOPPING: 'On its way off air.',
    ERROR: 'Not as wished, and not getting there by waiting; `statusReason` says why.',
    DELETING: 'What is behind it is being removed.',
  },
);

export const ReasonCode = enumOf<domain.ReasonCode>('ReasonCode', 'Why a status is what it is.', {
  PROVISIONING: 'What it needs at AWS is being made.',
  WAITING_FOR_FLOW: 'Its flow is not active.',
  WAITING_FOR_SOURCE: 'Nothing comes in on its flow.',
  ENCODER_STARTING: 'The encoder is starting.',
  ENCODER_STOPPING: 'The encoder is stopping.',
  REMOVING: 'What was made for it at AWS is being removed.',
  RESTARTING_FOR_CHANGE: 'Off air for a moment, so that a change takes effect.',
  RECOVERING: 'AWS is bringing the channel back.',
  DELIVERY_FAILED: 'The platform does not take what is sent.',
  PIPELINE_FAILED: 'The encoder has failed.',
  KEY_CONFLICT: 'Another destination on air uses the same stream key.',
  QUOTA_EXCEEDED: 'AWS allows no more of what it needs.',
  THROTTLED: 'AWS asks for fewer requests; tried again by itself.',
  PERMISSION_DENIED: 'AWS does not let Lunora do it.',
  INVALID_CONFIGURATION: 'AWS refuses the configuration, or somebody else has changed it there.',
  AWS_UNREACHABLE: 'AWS cannot be seen.',
  DEADLINE_EXCEEDED: 'The transition takes longer than it should.',
  RESOURCE_LOST: 'What was behind it was removed at AWS by somebody else.',
  RETRYING: 'A try has failed; there will be another.',
  GAVE_UP: 'Tried often enough; waits for a person.',
});

export const SuggestedAction = enumOf<domain.SuggestedAction>(
  'SuggestedAction',
  'What a person can do about it.',
  {
    WAIT: 'Nothing: it goes on by itself.',
    RETRY: 'Try again.',
    CHECK_STREAM_KEY: 'Compare the stream key with that of the platform.',
    CHECK_URL: 'Compare the URL with that of the platform.',
    CHECK_SOURCE: 'See whether the encoder sends.',
    CHECK_NETWORK: 'See whether the receiver can be reached.',
    CHECK_CONFIGURATION: 'Correct what AWS refuses.',
    CHECK_PERMISSIONS: 'Give the role what it lacks.',
    START_FLOW: 'Start the flow.',
    FREE_CAPACITY: 'Stop or delete something else.',
    RAISE_QUOTA: 'Ask AWS for a higher quota.',
    FORCE_STOP: 'Stop it with `force`.',
    CONTACT_AWS: 'Ask AWS.',
  },
);
