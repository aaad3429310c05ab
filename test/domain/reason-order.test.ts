import { expect, it } from 'vitest';
import { newCondition, newWork } from '../../src/domain/new-work.ts';
import { reasonOf } from '../../src/domain/reason.ts';
import type { ReasonFacts } from '../../src/domain/reason-rules/reason-facts.ts';
import type { Destination, Failure, Work } from '../../src/domain/records.ts';
import type { Situation } from '../../src/domain/situation.ts';
import { asked } from './situations.ts';

const now = '2026-11-21T08:00:00.000Z';
const failure: Failure = { kind: 'THROTTLED', message: 'Slow down.', step: 'createInput', at: now };

const destination = {
  id: 'd1',
  name: 'Main stage',
  deliveryMode: 'DEDICATED_CHANNEL',
  flowId: 'arn:flow',
  desired: 'RUNNING',
  work: { ...newWork, failure },
  condition: newCondition,
} as unknown as Destination;

/** Facts of which every reason speaks at once. */
const everything: ReasonFacts = {
  destination,
  situation: { ...asked, lost: true, gaveUp: true, flow: 'STANDBY', channel: 'RECOVERING' },
  step: 'hold:flow',
  health: { source: 'FAILED', encoder: 'OK', delivery: 'FAILED' },
  stale: true,
  pipelineLost: true,
  edited: 'PLACE',
  deliveryFault: { kind: 'REFUSED' },
  rival: { ...destination, id: 'd2', name: 'Second stage' },
  cut: 'Its feed was cut.',
  cureAt: null,
  restarts: 1,
  transition: { phase: 'START', since: now, deadline: now },
  now,
};

interface Change extends Partial<ReasonFacts> {
  of?: Partial<Situation>;
  work?: Partial<Work>;
}

/** Each step takes the most urgent cause away and names the one that is said next. */
const steps: readonly [taken: Change, next: RegExp | null][] = [
  [{}, /AWS cannot be seen/],
  [{ stale: false }, /stopped or deleted at AWS/],
  [{ of: { lost: false }, work: { gaveUp: true } }, /Gave up after/],
  [{ of: { gaveUp: false }, work: { gaveUp: false, failure: null } }, /feed was cut/],
  [{ cut: null }, /goes elsewhere/],
  [{ edited: 'SETTINGS' }, /same stream key/],
  [{ work: { failure } }, /does not take the stream/],
  [{ health: { source: 'FAILED', encoder: 'OK', delivery: 'OK' } }, /without a healthy pipeline/],
  [{ pipelineLost: false }, /Slow down/],
  [{ work: { failure: null }, of: { restart: true }, rival: undefined }, /takes longer/],
  [
    { transition: { phase: 'START', since: now, deadline: '2026-11-21T08:01:00.000Z' } },
    /Off air for a moment/,
  ],
  [{ of: { restart: false } }, /flow does not run. It goes on air/],
  [{ step: 'hold:source' }, /does not send yet/],
  [{ step: 'wait' }, /stopped and started \(restart 1\)/],
  [{ restarts: 0 }, /starts at AWS/],
  [{ transition: null }, /AWS restarts its pipeline/],
  [{ of: { channel: 'RUNNING' } }, /nothing comes in/],
  [{ of: { flow: 'ACTIVE' } }, /nothing reaches its channel/],
  [{ health: { source: 'OK', encoder: 'OK', delivery: 'OK' } }, /settings were changed/],
  [{ edited: null }, null],
];

it('says the most urgent of several reasons, and the next one once that is gone', () => {
  let facts = everything;
  for (const [{ of, work, ...taken }, next] of steps) {
    facts = {
      ...facts,
      ...taken,
      situation: { ...facts.situation, ...of },
      destination: { ...facts.destination, work: { ...facts.destination.work, ...work } },
    };
    const message = reasonOf(facts)?.message ?? null;
    if (next) expect(message).toMatch(next);
    else expect(message).toBeNull();
  }
});
