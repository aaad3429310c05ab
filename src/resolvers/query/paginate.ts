import type { Context } from '../context.ts';
import { asOfCursor } from './as-of-cursor.ts';
import {
  type Connection,
  comparePlaces,
  decodePlace,
  type Edge,
  encodePlace,
  type PageArgs,
  pageSize,
  toConnection,
} from './page-args.ts';

/** A page of something that is in memory whole. */
export interface CountedConnection<T> extends Connection<T> {
  totalCount: number;
  /** The log position the page is true at: to be read at once, and only where it is asked for. */
  readonly asOf: string;
}

/** Writes its cursor down only where it is asked for. */
class PlacedEdge<T> implements Edge<T> {
  constructor(
    readonly key: string[],
    readonly node: T,
  ) {}

  get cursor(): string {
    return encodePlace(...this.key);
  }
}

/**
 * A page of records, sorted by `sortKey`.
 * @throws DomainError BAD_USER_INPUT for a size out of bounds or a malformed cursor.
 */
export function paginate<T>(
  ctx: Pick<Context, 'state' | 'store' | 'freshness'>,
  records: readonly T[],
  sortKey: (record: T) => string[],
  args: PageArgs,
): CountedConnection<T> {
  const { size, fromEnd } = pageSize(args);
  const after = args.after ? decodePlace('after', args.after) : null;
  const before = args.before ? decodePlace('before', args.before) : null;
  const sorted = records
    .map((node) => new PlacedEdge(sortKey(node), node))
    .sort((a, b) => comparePlaces(a.key, b.key));
  const firstIndex = after ? sorted.filter(({ key }) => comparePlaces(key, after) <= 0).length : 0;
  const endIndex = before ? sorted.filter(({ key }) => comparePlaces(key, before) < 0).length : sorted.length;
  const from = fromEnd ? Math.max(firstIndex, endIndex - size) : firstIndex;
  const to = fromEnd ? Math.max(from, endIndex) : Math.min(Math.max(from, endIndex), from + size);
  const edges = sorted.slice(from, to);
  return {
    ...toConnection(edges, { hasNextPage: to < sorted.length, hasPreviousPage: from > 0 }),
    totalCount: sorted.length,
    get asOf() {
      return asOfCursor(ctx, ctx.state.position);
    },
  };
}
