import { instant } from '../clock.ts';
import { put, putQuietly, remove } from '../domain/change.ts';
import { conditionOf } from '../domain/condition.ts';
import { cureAt } from '../domain/cure.ts';
import { type Decision, nothing } from '../domain/decision.ts';
import { goalOf } from '../domain/goal.ts';
import type { LogEvent } from '../domain/log.ts';
import { mayStillAct, mayStillActMs, mayTakeOffAir } from '../domain/may-still-act.ts';
import { seekGraceMs } from '../domain/policy.ts';
import type { Destination, Work } from '../domain/records.ts';
import { sameValue } from '../domain/same-value.ts';
import { gone, startCameToNothing } from '../domain/setback.ts';
import { adoptedVersion, backingOf, type Situation, situationOf } from '../domain/situation.ts';
import type { State } from '../domain/state.ts';
import type { Step } from '../domain/step.ts';
import type { Revisit } from './deps.ts';
import { idleLeft } from './idle-left.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';
import { seek } from './seek.ts';

/** The steps that call nothing at AWS: notes to the record, and when to come back. */
export async function settle(deps: ReconcileDeps, destination: Destination, step: Step): Promise<Revisit> {
  const { id } = destination;
  const edit = (change: (destination: Destination, state: State, now: string) => Destination | null) =>
    deps.store.change((state, now) => {
      deps.lease.check(state);
      const current = state.get('destination', id);
      const next = current && change(current, state, now);
      if (!next) return nothing(undefined);
      // What of it shows is in the condition, and that is told wherever it changes; only what is adopted comes into sight.
      const told =
        step === 'adopt' ? put(state, 'destination', next) : putQuietly(state, 'destination', next);
      return { changes: [told], events: [], value: undefined };
    });

  switch (step) {
    case 'adopt':
      await edit((current, state) => ({ ...current, work: adopted(state, current) }));
      return { afterMs: 0 };
    case 'dropInput':
    case 'dropChannel':
    case 'dropOutput':
      await edit((current, state, now) => {
        const situation = situationOf(state, current, false);
        return { ...current, work: gone(current, situation, dropped[step], now, deps.random()) };
      });
      return { afterMs: 0 };
    case 'setback':
      await edit((current, _, now) => ({
        ...current,
        work: startCameToNothing(current, now, deps.random()),
      }));
      return { afterMs: 0 };
    case 'lose':
    case 'regain':
      await edit((current) => ({ ...current, work: { ...current.work, lost: step === 'lose' } }));
      return { afterMs: 0 };
    case 'forget':
      await deps.store.change((state, now) => forget(deps, state, id, now));
      return null;
    case 'seek': {
      const announcedAt = destination.work.act?.at ?? destination.wishedAt;
      const leftMs = seekGraceMs - deps.store.clock.elapsedMs(`seek ${id}`, announcedAt);
      if (leftMs > 0) return { afterMs: leftMs };
      await seek(deps, destination);
      return { afterMs: 0 };
    }
    default: {
      const { state } = deps.store;
      const current = state.get('destination', id);
      // Where nothing is to be noted nobody waits for a turn to append.
      if (current && rested(deps, current, state, step, instant(deps.clock.now())))
        await edit((latest, at, now) => rested(deps, latest, at, step, now));
      return revisitOf(deps, id);
    }
  }
}

const dropped = { dropInput: 'input', dropChannel: 'channel', dropOutput: 'output' } as const;

/** Clears what belonged to a transition that is over, and lets a passed deadline be said. Null when nothing changes. */
function rested(
  { store }: ReconcileDeps,
  current: Destination,
  state: State,
  step: Step,
  now: string,
): Destination | null {
  const { work } = current;
  const open =
    mayStillAct(state, current) ||
    (mayTakeOffAir(work.act) &&
      store.clock.elapsedMs(`act ${current.id}`, work.act?.at ?? '') < mayStillActMs);
  const act = open ? work.act : null;
  const over =
    step === 'settled' &&
    !work.gaveUp &&
    (work.attempt > 0 || (work.strikes ?? 0) > 0 || work.failure !== null || work.act !== act);
  const begun = work.begun || (!open && hasBegun(situationOf(state, current, false)));
  const kept: Work = begun === (work.begun ?? false) ? work : { ...work, begun };
  const next: Destination = {
    ...current,
    force: step === 'settled' && current.desired === 'STOPPED' ? false : current.force,
    work: over ? { ...unknownAs(kept), attempt: 0, strikes: 0, failure: null, nextRetryAt: null, act } : kept,
  };
  const same =
    next.force === current.force &&
    sameValue(next.work, current.work) &&
    sameValue(conditionOf(state, next, now), current.condition);
  return same ? null : next;
}

/** An output that was set up without an answer may be as it was before, and on air by somebody else's hand. */
function unknownAs(work: Work): Work {
  const unanswered = work.act?.step === 'enableOutput' || work.act?.step === 'updateOutput';
  return unanswered && work.output
    ? { ...work, output: { ...work.output, configVersion: adoptedVersion } }
    : work;
}

/** A start whose answer was lost is known by what it does. */
const hasBegun = (situation: Situation): boolean =>
  goalOf(situation) === 'RUNNING' && (situation.channel === 'STARTING' || situation.output === 'ENABLED');

/** Comes back when a deadline passes or an idle thing is due for removal; everything else wakes by itself. */
function revisitOf(deps: ReconcileDeps, id: string): Revisit {
  const { store, clock } = deps;
  const destination = store.state.get('destination', id);
  if (!destination) return null;
  const { condition } = destination;
  const now = clock.now();
  const ahead: number[] = [];
  const { channel } = backingOf(store.state, destination);
  const cure = cureAt(destination, situationOf(store.state, destination, false), channel, instant(now));
  const since = channel?.unhealthySince;
  if (cure && since) {
    const lastedMs = store.clock.elapsedMs(`unhealthy ${channel.id}`, since);
    ahead.push(Math.max(Date.parse(cure) - now, Date.parse(cure) - Date.parse(since) - lastedMs));
  }
  if (condition.transition && condition.reason?.code !== 'DEADLINE_EXCEEDED') {
    ahead.push(Date.parse(condition.transition.deadline) - now);
  }
  if (condition.idleSince) ahead.push(idleLeft(deps, id, condition.idleSince));
  const toCome = ahead.filter((ms) => ms >= -1_000);
  return toCome.length > 0 ? { afterMs: Math.max(1, Math.min(...toCome, 2_000_000_000)) } : null;
}

/**
 * What was found is ours, though which of our requests made it is not known: the double of one that AWS had declined may
 * have, with a configuration of before. So it is updated, also when it is on air already.
 */
function adopted(state: State, destination: Destination): Work {
  const { work } = destination;
  const { input, channel, output } = backingOf(state, destination);
  return {
    ...work,
    act: null,
    input: work.input && input ? { ...work.input, id: input.id } : work.input,
    channel:
      work.channel && channel && work.channel.id === null
        ? { ...work.channel, id: channel.id, configVersion: adoptedVersion }
        : work.channel,
    output:
      work.output && output && work.output.arn === null
        ? { ...work.output, arn: output.id, configVersion: adoptedVersion }
        : work.output,
  };
}

/** Nothing is left at AWS: the record goes, its history stays. */
function forget(deps: ReconcileDeps, state: State, id: string, now: string): Decision<undefined> {
  deps.lease.check(state);
  const destination = state.get('destination', id);
  if (!destination) return nothing(undefined);
  const sessions = [...state.where('session', 'destination', id)].map((session) =>
    remove(state, 'session', session),
  );
  const event: LogEvent = {
    at: now,
    actor: 'engine',
    actorType: 'ENGINE',
    requestId: null,
    kind: 'DESTINATION_DELETED',
    subjectType: 'Destination',
    subjectId: id,
    subjectName: destination.name,
    flowId: destination.flowId,
    message: `${destination.name} was deleted; nothing of it is left at AWS.`,
    changes: [],
  };
  return {
    changes: [remove(state, 'destination', destination), ...sessions],
    events: [event],
    value: undefined,
  };
}
