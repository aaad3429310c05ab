import { put } from '../change.ts';
import { type Decide, nothing } from '../decision.ts';
import type { Token } from '../records.ts';
import { liveDescendants } from '../token-end.ts';
import { type Caller, reaches } from './caller.ts';
import { callerEvent } from './caller-event.ts';
import { refuse, refuseReach } from './refuse.ts';

/**
 * Ends a token, and with it all that descend from it. Revoking it again changes nothing.
 * @throws Refusal NOT_FOUND, also for a token that reaches further than the caller's own.
 */
export const revokeToken =
  ({ id }: { id: string }, caller: Caller): Decide<Token> =>
  (state, now) => {
    const before = state.get('token', id);
    const unknown = ['NOT_FOUND', 'There is no such token.', 'id'] as const;
    if (!before) throw refuse(...unknown);
    if (!isWithin(before, caller)) throw refuseReach(...unknown);
    if (before.revokedAt !== null) return nothing(before);
    const token: Token = { ...before, revokedAt: now };
    const also = liveDescendants(state, id, now).length;
    const made = also === 0 ? '' : `, and with it the ${also} that it created or that descend from those`;
    const message = `Token ${token.name} (${token.role}) was revoked${made}.`;
    return {
      changes: [put(state, 'token', token)],
      events: [callerEvent(caller, { kind: 'SYSTEM', subject: null, message }, now)],
      value: token,
    };
  };

/** True if a token reaches no further than the caller's own. */
export const isWithin = ({ flowIds }: Token, caller: Pick<Caller, 'flowIds'>): boolean =>
  caller.flowIds === null || (flowIds?.every((flowId) => reaches(caller, flowId)) ?? false);
