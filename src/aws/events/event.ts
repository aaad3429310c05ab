import { z } from 'zod';
import type { Hint } from './hint.ts';

/** The envelope of every event: https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html */
export const envelope = z.object({
  'detail-type': z.string(),
  source: z.string(),
  /** Whole seconds. */
  time: z.iso.datetime({ offset: true }),
  resources: z.array(z.string()),
  detail: z.unknown(),
});
export type Envelope = z.infer<typeof envelope>;

/** One kind of event, by the `detail-type` that names it. */
export interface EventParser {
  source: 'aws.medialive' | 'aws.mediaconnect';
  detailType: string;
  /** @throws ZodError when the event is not as its schema says. */
  parse(event: Envelope): Hint;
}

/** The number in `arn:aws:medialive:<region>:<account>:channel:<id>`. */
export const channelArn = z.string().regex(/^arn:[\w-]+:medialive:[\w-]+:\d+:channel:\d+$/);
export const channelIdOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

export const flowArn = z.string().regex(/^arn:[\w-]+:mediaconnect:[\w-]+:\d+:flow:.+$/);
export const outputArn = z.string().regex(/^arn:[\w-]+:mediaconnect:[\w-]+:\d+:output:.+$/);

/** The first of the event's resources that is a flow. @throws ZodError when none is. */
export const flowOf = ({ resources }: Envelope): string =>
  flowArn.parse(resources.find((arn) => flowArn.safeParse(arn).success));
