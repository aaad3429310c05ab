import { z } from 'zod';
import { channelArn, channelIdOf, type EventParser } from './event.ts';

/**
 * "MediaLive Channel State Change" of the MediaLive user guide. Its words are not the API's (a stop ends in STOPPED),
 * and AWS may add to them, so any is accepted: what the channel is, a look tells.
 */
const detail = z.object({ channel_arn: channelArn, state: z.string() });

export const channelStateChange: EventParser = {
  source: 'aws.medialive',
  detailType: 'MediaLive Channel State Change',
  parse: (event) => ({ about: 'channel', id: channelIdOf(detail.parse(event.detail).channel_arn) }),
};
