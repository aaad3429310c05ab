import type { PlacedEvent } from '../../domain/log.ts';
import type { ShownEventKind } from '../../domain/shown-kind.ts';
import type { Stream } from '../../pubsub/stream.ts';
import { watchEvents } from '../../pubsub/watch-events.ts';
import type { Context } from '../context.ts';
import { parseId } from '../global-id.ts';

export interface EventsArgs {
  after?: string | null | undefined;
  filter?:
    | {
        subjectIds?: readonly string[] | null | undefined;
        kind?: readonly ShownEventKind[] | null | undefined;
        actor?: string | null | undefined;
      }
    | null
    | undefined;
}

/** Events as they happen, from now on or after a cursor. */
export function events(ctx: Context, { after, filter }: EventsArgs): Stream<PlacedEvent> {
  return watchEvents(ctx, {
    after,
    subjectIds: filter?.subjectIds?.flatMap((id) => parseId(id)?.rawId ?? []),
    kinds: filter?.kind,
    actor: filter?.actor,
  });
}
