import { z } from 'zod';
import { type EventParser, flowOf } from './event.ts';

/** "MediaConnect Source Health" of the MediaConnect user guide: the encoder came or went, or its stream is damaged. */
const detail = z.object({ current: z.object({ source_state: z.string() }) });

export const sourceHealth: EventParser = {
  source: 'aws.mediaconnect',
  detailType: 'MediaConnect Source Health',
  parse(event) {
    detail.parse(event.detail);
    return { about: 'flow', arn: flowOf(event) };
  },
};
