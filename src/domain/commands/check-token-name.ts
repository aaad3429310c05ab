import { nameSkeleton } from '../name-skeleton.ts';
import type { State } from '../state.ts';
import { isTokenLive } from '../token-end.ts';
import { refuse } from './refuse.ts';

const skeletonOf = (name: string) => nameSkeleton(name).replaceAll(' ', '');

/** The actors of events that are no tokens of `createToken`. */
const reserved: ReadonlySet<string> = new Set(
  [
    ...['admin', 'operator', 'viewer', 'engine', 'aws', 'amazon', 'lunora', 'system', 'root'],
    ...['administrator', 'anonymous', 'unknown'],
  ].map(skeletonOf),
);

/**
 * Tells the actors of events apart: no token is called as one that counts still, or as an actor that is no token, nor
 * looks like it.
 * @throws Refusal INVALID_NAME, NAME_TAKEN.
 */
export function checkTokenName(state: State, name: string, now: string): string {
  if (reserved.has(skeletonOf(name))) {
    throw refuse('INVALID_NAME', 'This name is reserved, or looks like one that is. Choose another.', 'name');
  }
  const wanted = nameSkeleton(name);
  for (const token of state.all('token')) {
    if (isTokenLive(state, token, now) && nameSkeleton(token.name) === wanted) {
      throw refuse('NAME_TAKEN', 'Another token has this name, or one that looks like it.', 'name');
    }
  }
  return name;
}
