import { AwsError } from './aws-error.ts';
import { requireMember } from './require-member.ts';

/** A list of more pages than this is taken for one that never ends. */
const mostPages = 1_000;

/**
 * Follows the page tokens of a list to its end. A page without items may have a token, and is followed.
 * @throws AwsError SERVER when a page holds nothing, or the pages do not end: a part of a list is not the list.
 */
export async function allPages<T>(
  operation: string,
  page: (token: string | undefined) => Promise<{ items: T[] | undefined; token: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const { items, token: following } = await page(token);
    all.push(...(following ? (items ?? []) : requireMember(items, operation, 'a list')));
    if (following && (seen.has(following) || seen.size >= mostPages)) {
      throw new AwsError('SERVER', operation, `${operation} repeats its pages.`);
    }
    if (following) seen.add(following);
    token = following;
  } while (token);
  return all;
}
