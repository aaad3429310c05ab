/** Why a sign-in failed. */
export type SignInFailure =
  | 'NO_TOKEN'
  | 'UNKNOWN_TOKEN'
  | 'EXPIRED_TOKEN'
  | 'REVOKED_TOKEN'
  | 'TOO_MANY_SIGN_INS';

/** Which right of its own a token lacked. */
export type MissingRight = 'ROLE' | 'FLOWS' | 'EXPIRY';

/** `OTHERS`: denials beyond what one process records in an hour, counted together. */
export type DenialReason = SignInFailure | MissingRight | 'OTHERS';

/** A failed sign-in, or a request that a token's rights do not cover. */
export interface Denial {
  reason: DenialReason;
  /** The code that the caller was answered with; null where several denials are counted together. */
  code: string | null;
  /** The root field that was asked for; null where the request was not read. */
  operation: string | null;
  /** The network that the request came from. */
  address: string | null;
  /** How many there were. */
  count: number;
}

/** A denial as it happened, and who met it. */
export interface DeniedRequest extends Omit<Denial, 'count'> {
  /** Name of the token; null where the token is not known. */
  actor: string | null;
  /** Record id of the token. */
  actorId: string | null;
  requestId: string | null;
}
