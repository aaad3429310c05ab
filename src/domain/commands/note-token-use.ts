import { putQuietly } from '../change.ts';
import { type Decide, nothing } from '../decision.ts';
import type { Token } from '../records.ts';

const hourMs = 3_600_000;

/** True if the last use that was noted is an hour ago or more. */
export const isUseDue = ({ lastUsedAt }: Pick<Token, 'lastUsedAt'>, now: string): boolean =>
  !lastUsedAt || Math.abs(Date.parse(now) - Date.parse(lastUsedAt)) >= hourMs;

/** Notes that a token is used, at most once an hour, whichever process it is shown to. */
export const noteTokenUse =
  (id: string): Decide<null> =>
  (state, now) => {
    const token = state.get('token', id);
    if (!token || !isUseDue(token, now)) return nothing(null);
    return { changes: [putQuietly(state, 'token', { ...token, lastUsedAt: now })], events: [], value: null };
  };
