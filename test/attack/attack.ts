export interface AttackOptions {
  /** Minutes instead of seconds. */
  long: boolean;
}

export interface AttackReport {
  name: string;
  figures: Record<string, number | string>;
}

/** Attacks servers that it starts on loopback, and ends by itself. @throws Error when a promise is broken */
export type Attack = (options: AttackOptions) => Promise<AttackReport>;
