import { put, remove } from '../change.ts';
import type { Decide } from '../decision.ts';
import { DomainError } from '../errors.ts';
import type { RecordLimit } from '../holding-limits.ts';
import type { Role, Token } from '../records.ts';
import { hidesAlso } from '../redaction/hides.ts';
import type { State } from '../state.ts';
import { tokenEnd } from '../token-end.ts';
import { type Caller, reaches } from './caller.ts';
import { callerEvent } from './caller-event.ts';
import { checkName } from './check-name.ts';
import { checkRoom, creatorOf } from './check-room.ts';
import { checkTokenName } from './check-token-name.ts';
import { checkAll, lacking, refuse, refuseReach } from './refuse.ts';
import { tokensKept } from './tokens-kept.ts';

export interface CreateTokenCommand {
  id: string;
  /** SHA-256 of the token. */
  hash: string;
  name: string;
  role: Role;
  /** Null: as far as the caller's own token reaches. */
  flowIds: readonly string[] | null;
  /** ISO 8601. */
  expiresAt: string | null;
  /** Takes every secret that is kept out of a text. */
  redact: (text: string) => string;
  /** How many may count at once, and how many that ended are remembered; left out: any number. */
  limit?: RecordLimit | undefined;
}

/**
 * A token that reaches no further than the caller's own.
 * @throws Refusal INVALID_NAME, NAME_TAKEN, FLOW_NOT_FOUND, TOO_MANY; DomainError BAD_USER_INPUT when it would have expired
 * already, or would outlive the caller's own.
 */
export const createToken =
  (command: CreateTokenCommand, caller: Caller): Decide<Token> =>
  (state, now) => {
    const { id, hash, role } = command;
    const [name, flowIds] = checkAll(
      () => checkTokenName(state, checkName(command.name, hidesAlso(command.redact, [])), now),
      () => checkFlowIds(state, command.flowIds, caller),
    );
    const creator = creatorOf(caller.actor);
    const { live, forgettable } = tokensKept(state, now, command.limit?.total ?? Number.POSITIVE_INFINITY);
    checkRoom('tokens', live, { creator, limit: command.limit });
    const token: Token = {
      id,
      name,
      role,
      flowIds,
      hash,
      expiresAt: checkExpiry(command.expiresAt, latestEnd(state, caller), now),
      createdAt: now,
      createdBy: caller.actor.name,
      lastUsedAt: null,
      creator,
      revokedAt: null,
    };
    const message = `Token ${name} (${role}) was created.`;
    return {
      changes: [put(state, 'token', token), ...forgettable.map((ended) => remove(state, 'token', ended))],
      events: [callerEvent(caller, { kind: 'SYSTEM', subject: null, message }, now)],
      value: token,
    };
  };

function checkFlowIds(state: State, flowIds: readonly string[] | null, caller: Caller): string[] | null {
  if (flowIds === null) return caller.flowIds && [...caller.flowIds];
  if (flowIds.length === 0) throw new DomainError('BAD_USER_INPUT', 'flowIds: name a flow, or leave it out.');
  for (const [index, flowId] of flowIds.entries()) {
    const unknown = ['FLOW_NOT_FOUND', 'There is no such flow.', 'flowIds', String(index)] as const;
    if (!state.get('flow', flowId)) throw refuse(...unknown);
    if (!reaches(caller, flowId)) throw refuseReach(...unknown);
  }
  return [...new Set(flowIds)];
}

/** When the caller's own token ends; null for never. */
function latestEnd(state: State, { actor }: Caller): string | null {
  const parent = actor.tokenId ? state.get('token', actor.tokenId) : undefined;
  return parent ? tokenEnd(state, parent) : null;
}

/** Left out, it ends with the caller's own token. */
function checkExpiry(expiresAt: string | null, latest: string | null, now: string): string | null {
  if (expiresAt === null) return latest;
  const atMs = Date.parse(expiresAt);
  if (Number.isNaN(atMs)) throw new DomainError('BAD_USER_INPUT', 'expiresAt: this is not an instant.');
  const instant = new Date(atMs).toISOString();
  if (instant <= now) throw new DomainError('BAD_USER_INPUT', 'expiresAt: this is in the past.');
  if (latest !== null && instant > latest) {
    const message = `expiresAt: your own token ends at ${latest}; give that or less.`;
    throw lacking('EXPIRY', new DomainError('BAD_USER_INPUT', message));
  }
  return instant;
}
