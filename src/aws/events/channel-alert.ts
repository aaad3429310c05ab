import { z } from 'zod';
import { channelArn, channelIdOf, type EventParser } from './event.ts';

/** "MediaLive Channel Alert" of the MediaLive user guide. */
const detail = z.object({ channel_arn: channelArn, alarm_state: z.string() });

export const channelAlert: EventParser = {
  source: 'aws.medialive',
  detailType: 'MediaLive Channel Alert',
  parse: (event) => ({ about: 'alerts', id: channelIdOf(detail.parse(event.detail).channel_arn) }),
};
