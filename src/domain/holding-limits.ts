/** How many records of a kind may be kept. */
export interface RecordLimit {
  total: number;
  /** Of one token's making. */
  perToken: number;
}

/** What tokens may keep in the state. What is left out is not bounded. */
export interface HoldingLimits {
  destinations?: RecordLimit;
  presets?: RecordLimit;
  /** Those that count: neither revoked nor expired. */
  tokens?: RecordLimit;
  /** Idempotency keys of one token. */
  idempotencyKeys?: number;
}
