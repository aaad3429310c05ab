import { DomainError } from '../../domain/errors.ts';

/** Relay's arguments for a page. */
export interface PageArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

export const defaultPageSize = 50;
export const maxPageSize = 500;

/**
 * How many are asked for, and from which end.
 * @throws DomainError BAD_USER_INPUT for a size below 0 or above 500, or both `first` and `last`.
 */
export function pageSize({ first, last }: PageArgs): { size: number; fromEnd: boolean } {
  if (typeof first === 'number' && typeof last === 'number')
    throw new DomainError('BAD_USER_INPUT', 'Give first or last, not both.');
  const fromEnd = typeof last === 'number';
  const size = last ?? first ?? defaultPageSize;
  if (size < 0 || size > maxPageSize)
    throw new DomainError(
      'BAD_USER_INPUT',
      `${fromEnd ? 'last' : 'first'} must be from 0 to ${maxPageSize}.`,
    );
  return { size, fromEnd };
}

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

export interface Edge<T> {
  cursor: string;
  node: T;
}

export interface Connection<T> {
  edges: Edge<T>[];
  pageInfo: PageInfo;
}

/** The edges and the cursors at their ends. */
export function toConnection<T>(
  edges: Edge<T>[],
  more: Pick<PageInfo, 'hasNextPage' | 'hasPreviousPage'>,
): Connection<T> {
  return {
    edges,
    pageInfo: {
      ...more,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** A place in a sorted list, by what it is sorted by: it holds when what stood there is gone. */
export const encodePlace = (...sortKey: string[]): string =>
  Buffer.from(JSON.stringify(sortKey)).toString('base64url');

/** @throws DomainError BAD_USER_INPUT when the text is not a place in a list. */
export function decodePlace(argument: 'after' | 'before', text: string): string[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length > 0 && key.every((part) => typeof part === 'string')) return key;
  } catch {
    // Not ours either.
  }
  throw new DomainError('BAD_USER_INPUT', `${argument}: this is not a cursor of this list.`);
}

/** Compares sort keys part by part; a key that is a beginning of another comes first. */
export function comparePlaces(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [x, y] = [a[index] ?? '', b[index] ?? ''];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
