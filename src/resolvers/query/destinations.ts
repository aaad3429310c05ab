import type { DeliveryMode, Destination, DestinationStatus, Platform, Tag } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import { decodeId } from '../global-id.ts';
import type { PageArgs } from './page-args.ts';
import { type CountedConnection, paginate } from './paginate.ts';
import { onlyVisible } from './visible.ts';

type Maybe<T> = T | null | undefined;

export interface DestinationFilter {
  ids?: Maybe<readonly string[]>;
  flowId?: Maybe<string>;
  platform?: Maybe<readonly Platform[]>;
  status?: Maybe<readonly DestinationStatus[]>;
  deliveryMode?: Maybe<readonly DeliveryMode[]>;
  nameContains?: Maybe<string>;
  tag?: Maybe<Tag>;
}

export interface DestinationsArgs extends PageArgs {
  filter?: Maybe<DestinationFilter>;
}

/** Destinations, oldest first. Everything a filter names must hold; an unknown id in it matches nothing. */
export function destinations(
  ctx: Context,
  { filter, ...page }: DestinationsArgs,
): CountedConnection<Destination> {
  const matching = onlyVisible(ctx, 'destination', candidates(ctx, filter ?? {})).filter(
    matcher(filter ?? {}),
  );
  return paginate(ctx, matching, byAge, page);
}

/** The order destinations are listed in. */
export const byAge = ({ createdAt, id }: Destination): string[] => [createdAt, id];

function candidates({ state }: Context, { flowId }: DestinationFilter): Iterable<Destination> {
  if (typeof flowId !== 'string') return state.all('destination');
  const arn = decodeId('Flow', flowId);
  return arn === null ? [] : state.where('destination', 'flow', arn);
}

function matcher(filter: DestinationFilter): (destination: Destination) => boolean {
  const ids = filter.ids && new Set(filter.ids.map((id) => decodeId('Destination', id)));
  const { platform, status, deliveryMode, tag } = filter;
  const name = filter.nameContains?.toLowerCase();
  return (destination) =>
    (!ids || ids.has(destination.id)) &&
    (!platform || platform.includes(destination.platform)) &&
    (!status || status.includes(destination.condition.status)) &&
    (!deliveryMode || deliveryMode.includes(destination.deliveryMode)) &&
    (!name || destination.name.toLowerCase().includes(name)) &&
    (!tag || destination.tags.some(({ key, value }) => key === tag.key && value === tag.value));
}
