import { createHash, timingSafeEqual } from 'node:crypto';

/** The one token of the peers. */
export const benchToken = 'fake-bench-token-0000';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const known = digest(benchToken);

/** Whether `Bearer …` shows the token: what Lunora does for each request, here for its peers. */
export function tokenCounts(authorization: unknown): boolean {
  const given = typeof authorization === 'string' ? /^Bearer +(\S{1,512})$/i.exec(authorization)?.[1] : null;
  return typeof given === 'string' && timingSafeEqual(digest(given), known);
}
