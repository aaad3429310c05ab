import type { DenialReason, DeniedRequest } from './denial.ts';
import type { LogEvent } from './log.ts';

/** The actor of requests without a token that is known. */
export const anonymous = 'anonymous';

const signIn = (why: string) => () => `Sign-in failed: ${why}.`;
const refused = (why: string) => (operation: string | null) =>
  `${operation ?? 'A request'} was refused: ${why}.`;

const words: Readonly<Record<DenialReason, (operation: string | null) => string>> = {
  NO_TOKEN: signIn('no token was shown'),
  UNKNOWN_TOKEN: signIn('the token is not known'),
  EXPIRED_TOKEN: signIn('the token has expired'),
  REVOKED_TOKEN: signIn('the token was revoked'),
  TOO_MANY_SIGN_INS: signIn('too many failed from this address, or with this token'),
  ROLE: refused("the token's role does not cover it"),
  FLOWS: refused('the token is limited to other flows'),
  EXPIRY: refused('the token ends before what it asked for'),
  OTHERS: () => 'More sign-ins failed and requests were refused than are recorded one by one.',
};

/** Returns the event that tells of `count` alike denials. `repeats`: another event tells of the first of them. */
export function denialEvent(denied: DeniedRequest, count: number, repeats: boolean, at: string): LogEvent {
  const { actor, actorId, requestId, reason, code, operation, address } = denied;
  const times = count === 1 ? '' : ` ${count} times${repeats ? ' more' : ''} within the hour.`;
  return {
    at,
    actor: actor ?? anonymous,
    actorType: 'TOKEN',
    ...(actorId !== null && { actorId }),
    requestId,
    kind: 'SYSTEM',
    ...({ subjectType: null, subjectId: null, subjectName: null, flowId: null } as const),
    message: `${words[reason](operation)}${repeats && count === 1 ? ' Once more within the hour.' : times}`,
    changes: [],
    denial: { reason, code, operation, address, count },
  };
}
