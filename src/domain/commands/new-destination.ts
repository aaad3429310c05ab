import { newCondition, newWork } from '../new-work.ts';
import type { Destination } from '../records.ts';

type Asked = Pick<
  Destination,
  | 'id'
  | 'name'
  | 'platform'
  | 'deliveryMode'
  | 'protocol'
  | 'url'
  | 'backupUrl'
  | 'srt'
  | 'streamKey'
  | 'presetId'
  | 'flowId'
  | 'tags'
  | 'retryPolicy'
  | 'creator'
>;

/** A destination as it begins: stopped, with nothing at AWS. */
export function newDestination(asked: Asked, now: string): Destination {
  return {
    ...asked,
    desired: 'STOPPED',
    startWithoutSource: false,
    force: false,
    version: 1,
    configVersion: 1,
    restartFor: null,
    wishedAt: now,
    createdAt: now,
    updatedAt: now,
    work: newWork,
    condition: newCondition,
    sessionId: null,
  };
}
