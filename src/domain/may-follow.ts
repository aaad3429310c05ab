/** What AWS's word for a channel or an input may turn into with nothing in between. */
const next: Partial<Record<string, readonly string[]>> = {
  CREATING: ['IDLE', 'CREATE_FAILED', 'DETACHED', 'ATTACHED'],
  CREATE_FAILED: ['DELETING'],
  IDLE: ['STARTING', 'UPDATING', 'DELETING'],
  STARTING: ['RUNNING', 'RECOVERING', 'STOPPING'],
  RUNNING: ['RECOVERING', 'STOPPING'],
  RECOVERING: ['RUNNING', 'STOPPING'],
  STOPPING: ['IDLE'],
  UPDATING: ['IDLE', 'UPDATE_FAILED'],
  UPDATE_FAILED: ['UPDATING', 'DELETING'],
  DETACHED: ['ATTACHED', 'DELETING'],
  ATTACHED: ['DETACHED', 'DELETING'],
  DELETING: ['DELETED'],
};

/** Whether `shown` may be what comes directly after `known`. A word that is not known may be anything; null: it is gone. */
export function mayFollow(known: string | undefined, shown: string | null): boolean {
  if (known === undefined || shown === null || shown === known || shown === 'UNKNOWN') return true;
  return next[known]?.includes(shown) ?? true;
}

/**
 * Whether a List that shows `shown` may show what was before `known`, which an act of ours answered; `was` is what was
 * known before that act. Nothing was before what has just been made; of what was found made, anything may have been.
 */
export function mayPrecede(known: string | undefined, was: string | null, shown: string | null): boolean {
  if (was === shown || !mayFollow(known, shown)) return true;
  return was === null && known !== undefined && known !== 'CREATING' && known !== shown;
}
