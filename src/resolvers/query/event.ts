import type { PlacedEvent } from '../../domain/log.ts';
import { seesEvent } from '../../pubsub/watch-events.ts';
import type { Context } from '../context.ts';

/** The raw id of an event: its place in the log. */
export const eventId = ({ position, index }: Pick<PlacedEvent, 'position' | 'index'>): string =>
  `${position}.${index}`;

/** The event with this raw id; null when there is none (any more) that the viewer sees. */
export async function event({ state, loaders, sees }: Context, rawId: string): Promise<PlacedEvent | null> {
  const match = /^(\d{1,15})\.(\d{1,6})$/.exec(rawId);
  if (!match) return null;
  const [position, index] = [Number(match[1]), Number(match[2])];
  if (position > state.position || position < 1) return null;
  const found = await loaders.eventAt.load({ position, index });
  return found && seesEvent(found, sees) ? found : null;
}
