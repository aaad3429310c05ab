import { ZodError } from 'zod';
import { channelAlert } from './channel-alert.ts';
import { channelStateChange } from './channel-state-change.ts';
import { type EventParser, envelope } from './event.ts';
import { flowStatusChange } from './flow-status-change.ts';
import type { Hint } from './hint.ts';
import { outputHealth } from './output-health.ts';
import { outputStatusChange } from './output-status-change.ts';
import { sourceHealth } from './source-health.ts';

/** Every kind of event that is understood, in a rule of EventBridge: these `detail-type`s of the two sources. */
export const eventParsers: readonly EventParser[] = [
  channelStateChange,
  channelAlert,
  flowStatusChange,
  outputStatusChange,
  outputHealth,
  sourceHealth,
];

/** `UNKNOWN`: of a kind we have no use for. `MALFORMED`: no event at all, or not as its kind's schema says. */
export type ReadEvent = { hint: Hint } | { dropped: 'UNKNOWN' | 'MALFORMED' };

/** What a message of the queue has to say. Never throws. */
export function readEvent(body: string): ReadEvent {
  try {
    const event = envelope.parse(JSON.parse(body));
    const parser = eventParsers.find(
      ({ source, detailType }) => source === event.source && detailType === event['detail-type'],
    );
    return parser ? { hint: parser.parse(event) } : { dropped: 'UNKNOWN' };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ZodError) return { dropped: 'MALFORMED' };
    throw error;
  }
}
