import { z } from 'zod';
import { type EventParser, flowOf, outputArn } from './event.ts';

/**
 * "MediaConnect Output Health" of the MediaConnect user guide. It says what the API never does: whether somebody takes
 * what the output sends. `idle` says neither.
 */
const detail = z.object({ current: z.object({ state: z.string().transform((word) => word.toLowerCase()) }) });

const connected: Readonly<Record<string, boolean>> = { connected: true, sending: true, disconnected: false };

export const outputHealth: EventParser = {
  source: 'aws.mediaconnect',
  detailType: 'MediaConnect Output Health',
  parse(event) {
    const { state } = detail.parse(event.detail).current;
    const flow = flowOf(event);
    const output = event.resources.find((arn) => outputArn.safeParse(arn).success);
    const said = connected[state];
    if (output === undefined || said === undefined) return { about: 'flow', arn: flow };
    const at = new Date(event.time).toISOString();
    return { about: 'delivery', flowArn: flow, outputArn: output, connected: said, at };
  },
};
