import type { ActName } from './records.ts';

/**
 * The next thing to do for a destination.
 * - an act: one call to AWS, announced in the log first
 * - `settled`: nothing is left to do; `wait`: AWS is moving by itself
 * - `hold:*`: goes on by itself when the flow or the source is there; costs nothing meanwhile
 * - `seek`: something may have been made before a crash; wait for a look that is newer than the announcement
 * - `adopt`: record what was found; `drop*`: record that a thing is gone, so that the next one gets a new name
 * - `lose`: somebody else took it off air while it was wanted; `regain`: somebody brought it back
 * - `setback`: AWS took the start and it came to nothing, which counts as a try
 * - `forget`: nothing is left, remove the record
 */
export type Step =
  | ActName
  | 'settled'
  | 'wait'
  | 'hold:flow'
  | 'hold:source'
  | 'seek'
  | 'adopt'
  | 'dropInput'
  | 'dropChannel'
  | 'dropOutput'
  | 'lose'
  | 'regain'
  | 'setback'
  | 'forget';

export const acts: ReadonlySet<Step> = new Set<ActName>([
  'createInput',
  'createChannel',
  'updateChannel',
  'startChannel',
  'stopChannel',
  'deleteChannel',
  'deleteInput',
  'addOutput',
  'updateOutput',
  'enableOutput',
  'disableOutput',
  'removeOutput',
]);

export const isAct = (step: Step): step is ActName => acts.has(step);
