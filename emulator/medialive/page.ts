import { badRequest } from './refusals.ts';

/**
 * One page of things in the order of their ids. The token is the last id told, so that things made or removed between
 * two pages neither repeat nor hide others. `pageSize` is for who does not ask for one.
 * @throws AwsRefusal 400
 */
export function page<T extends { id: string }>(
  things: readonly T[],
  query: URLSearchParams,
  pageSize: number,
): { items: T[]; nextToken: string | undefined } {
  const size = Number(query.get('maxResults') ?? pageSize);
  if (!Number.isInteger(size) || size < 1 || size > 1_000) {
    throw badRequest('maxResults must be between 1 and 1000.');
  }
  const token = query.get('nextToken');
  const after = token === null ? -1 : Number(Buffer.from(token, 'base64url').toString() || Number.NaN);
  if (Number.isNaN(after)) throw badRequest('The nextToken is not valid.');
  const left = things.filter(({ id }) => Number(id) > after).sort((a, b) => Number(a.id) - Number(b.id));
  const items = left.slice(0, size);
  const last = items.at(-1);
  const more = last && left.length > items.length;
  return { items, nextToken: more ? Buffer.from(last.id).toString('base64url') : undefined };
}
