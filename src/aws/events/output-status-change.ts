import { z } from 'zod';
import { type EventParser, flowOf } from './event.ts';

/** "MediaConnect Output Status Change" of the MediaConnect user guide: an output was switched on or off. */
const detail = z.object({ currentStatus: z.string() });

export const outputStatusChange: EventParser = {
  source: 'aws.mediaconnect',
  detailType: 'MediaConnect Output Status Change',
  parse(event) {
    detail.parse(event.detail);
    return { about: 'flow', arn: flowOf(event) };
  },
};
