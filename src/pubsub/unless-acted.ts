import { type Decide, nothing } from '../domain/decision.ts';
import type { Acted, Records } from '../domain/records.ts';

type Type = 'channel' | 'input' | 'flow' | 'output';

/** What a look changes of a thing, or nothing where an act of ours on it was answered while the look went on. */
export type UnlessActed = (type: Type, id: string, decide: Decide<void>) => Decide<void>;

/**
 * To be made as a look begins, of the things it may show. Which came first, look or act, is told by what this process
 * knew then: the instants of an act are of the clock of whoever acted, and any clock may be set.
 */
export function unlessActed(known: { [T in Type]?: Iterable<Records[T]> }): UnlessActed {
  const before = new Map<string, string>();
  for (const [type, things] of Object.entries(known)) {
    for (const { id, acted } of things as Iterable<{ id: string; acted: Acted | null }>) {
      if (acted) before.set(`${type}:${id}`, acted.at);
    }
  }
  return (type, id, decide) => (state, now) =>
    state.get(type, id)?.acted?.at === before.get(`${type}:${id}`) ? decide(state, now) : nothing(undefined);
}
