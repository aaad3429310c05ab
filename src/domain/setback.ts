import { fail } from './fail.ts';
import { goalOf } from './goal.ts';
import type { ActName, Destination, Work } from './records.ts';
import type { Situation } from './situation.ts';

type Thing = 'input' | 'channel' | 'output';

const made: Record<Thing, ActName> = { input: 'createInput', channel: 'createChannel', output: 'addOutput' };
const called: Record<Thing, string> = {
  input: 'input',
  channel: 'channel',
  output: 'flow output',
};

/** The engine's note that AWS took the start and it stands idle again without having been on air: one try is used up. */
export function startCameToNothing(destination: Destination, now: string, random: number): Work {
  const message = 'AWS took the start, but the channel went back to IDLE before it was on air.';
  const failed = fail(destination, 'startChannel', { kind: 'SETBACK', message }, now, random);
  return { ...failed, act: null, begun: false };
}

/**
 * The engine's note that a thing of ours is gone, so that the next one gets a new name. While it is wanted, that uses up
 * one try: whatever takes it away again and again is not fought for ever.
 */
export function gone(
  destination: Destination,
  situation: Situation,
  thing: Thing,
  now: string,
  random: number,
): Work {
  const { work } = destination;
  const removed = work[thing]?.removed;
  const left: Work = { ...work, [thing]: null, generation: work.generation + 1, begun: false };
  if (removed === 'UNWANTED' || goalOf(situation) !== 'RUNNING') return left;
  const message =
    removed === 'FAILED'
      ? `AWS could not make its ${called[thing]}; what was left of it is removed.`
      : `Its ${called[thing]} was deleted at AWS, not by Lunora.`;
  return {
    ...fail({ ...destination, work: left }, made[thing], { kind: 'SETBACK', message }, now, random),
    act: null,
  };
}
