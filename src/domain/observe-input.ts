import type { SeenInput } from './aws.ts';
import { put, remove } from './change.ts';
import { type Decision, nothing } from './decision.ts';
import { isOutdated, type Look, mayBeBehind, rememberSeen } from './observe-belief.ts';
import type { Input } from './records.ts';
import { sameValue } from './same-value.ts';
import type { State } from './state.ts';

/** What one look at an input changes. `seen` is null when AWS no longer has it (confirmed, not merely left out of a List). */
export function observeInput(state: State, id: string, seen: SeenInput | null, look: Look): Decision<void> {
  const before = state.get('input', id);
  if (isOutdated(before?.acted, look, mayBeBehind(before, seen?.state ?? null))) return nothing(undefined);
  if (!seen) {
    return before
      ? { changes: [remove(state, 'input', before)], events: [], value: undefined }
      : nothing(undefined);
  }
  const moved = before !== undefined && before.state !== seen.state;
  const after: Input = {
    ...seen,
    acted: moved ? rememberSeen(state, before.acted, look) : (before?.acted ?? null),
  };
  if (before && sameValue(before, after)) return nothing(undefined);
  return { changes: [put(state, 'input', after)], events: [], value: undefined };
}
