import { z } from 'zod';
import { type EventParser, flowOf } from './event.ts';

/** "MediaConnect Flow Status Change" of the MediaConnect user guide. */
const detail = z.object({ currentStatus: z.string() });

export const flowStatusChange: EventParser = {
  source: 'aws.mediaconnect',
  detailType: 'MediaConnect Flow Status Change',
  parse(event) {
    detail.parse(event.detail);
    return { about: 'flow', arn: flowOf(event) };
  },
};
