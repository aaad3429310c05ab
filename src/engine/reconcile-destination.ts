import { AwsError } from '../aws/aws-error.ts';
import { instant } from '../clock.ts';
import { announce, type Shown, succeed } from '../domain/advance.ts';
import { learnChannel, learnInput, learnOutput, learnRemoval } from '../domain/answers.ts';
import { put, putQuietly } from '../domain/change.ts';
import { cureAt, restartsOf } from '../domain/cure.ts';
import { type Decision, nothing } from '../domain/decision.ts';
import { channelSetup, editBetween, isToBeRead, outputSetup } from '../domain/edited.ts';
import { fail } from '../domain/fail.ts';
import { lowerQuota, raiseQuota } from '../domain/learn-quota.ts';
import type { Change } from '../domain/log.ts';
import { contentOf } from '../domain/made-content.ts';
import { noteEdit } from '../domain/note-edit.ts';
import type { QuotaName } from '../domain/places.ts';
import { plan } from '../domain/plan.ts';
import { blockedBy, givesWay, limitOf, probeAfterMs, takesPlace } from '../domain/quotas.ts';
import type { ActName, Destination } from '../domain/records.ts';
import { retryWaitMs } from '../domain/retry-wait-ms.ts';
import { type Backing, backingOf, situationOf } from '../domain/situation.ts';
import type { State } from '../domain/state.ts';
import { isAct, type Step } from '../domain/step.ts';
import { waitForPlace } from '../domain/wait-for-place.ts';
import type { Revisit } from './deps.ts';
import { idleLeft } from './idle-left.ts';
import { callMs } from './may-act.ts';
import { channelRequestId, inputRequestId, resourceName } from './names.ts';
import { type Answer, perform } from './perform.ts';
import { digestOf, readAgain } from './read-setup.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';
import { settle } from './settle.ts';

/**
 * Takes one destination one step closer to its wish. Safe at any time and any number of times: it trusts what was last
 * observed, not why it was woken. Announce in the log, act, record what AWS answered.
 */
export async function reconcileDestination(deps: ReconcileDeps, id: string): Promise<Revisit> {
  const destination = deps.store.state.get('destination', id);
  if (!destination || deps.lease.epoch() === null) return null;
  const step = nextStep(deps, deps.store.state, destination);
  if (step === 'settled' && isToBeRead(destination, backingOf(deps.store.state, destination).channel)) {
    return readAgain(deps, destination);
  }
  if (!isAct(step)) return settle(deps, destination, step);

  const waitMs = takesTurn(destination, step)
    ? 0
    : retryWaitMs(deps.store.state, destination, deps.clock.now());
  if (waitMs > 0) return { afterMs: waitMs };
  const quota = blockedBy(deps.store.state, destination, step, limitsOf(deps), instant(deps.clock.now()));
  if (quota !== null) return waitAtQuota(deps, id, step, quota);

  if (!deps.lease.outlasts(callMs)) return { afterMs: 1_000 };
  const digest = step === 'startChannel' ? await digestOf(deps, destination) : null;
  const announced = await deps.store.change((state, now) => announceStep(deps, state, id, step, digest, now));
  if (!announced) return { afterMs: 0 };
  // It may have taken long.
  if (!deps.lease.outlasts(callMs)) return { afterMs: 1_000 };

  const before = backingOf(deps.store.state, announced);
  try {
    const answer = await perform(deps, step, announced, {
      mayRepeat: () => isStillDue(deps, announced, step, before),
    });
    await deps.store.change((state, now) => recordAnswer(deps, state, announced, step, answer, now));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    deps.log.warn({ destinationId: id, step, kind: error.kind, reason: error.message }, 'AWS did not do it');
    await deps.store.change((state, now) => recordFailure(deps, state, announced, step, error, now));
    if (error.kind === 'CONFLICT' || error.kind === 'NOT_FOUND') deps.lookNow();
  }
  return { afterMs: 0 };
}

export function nextStep(deps: ReconcileDeps, state: State, destination: Destination): Step {
  const { work, condition } = destination;
  const idleLeftMs =
    condition.idleSince === null ? null : idleLeft(deps, destination.id, condition.idleSince);
  const reclaim =
    (idleLeftMs !== null && idleLeftMs <= 0) ||
    givesWay(state, destination, limitsOf(deps), instant(deps.clock.now())) ||
    // An input without a channel saves no time at the next start.
    (work.channel === null && work.output === null);
  const situation = situationOf(state, destination, reclaim);
  const cured = isDue(deps, state, destination, instant(deps.clock.now()));
  return plan(destination.deliveryMode, cured ? { ...situation, restart: true } : situation);
}

/** Whether its channel is to be restarted, because AWS does not bring it back. */
function isDue({ store }: ReconcileDeps, state: State, destination: Destination, now: string): boolean {
  const { channel } = backingOf(state, destination);
  const at = cureAt(destination, situationOf(state, destination, false), channel, now);
  const since = channel?.unhealthySince;
  if (at === null || !since || at > now) return false;
  return store.clock.elapsedMs(`unhealthy ${channel.id}`, since) >= Date.parse(at) - Date.parse(since);
}

const limitsOf = ({ settings }: ReconcileDeps) => settings.quotas ?? {};

/** Nobody asks AWS for what is known to be too much: it is noted, and looked at again when a place may have come free. */
async function waitAtQuota(
  { store, lease, settings }: ReconcileDeps,
  id: string,
  step: ActName,
  name: QuotaName,
): Promise<Revisit> {
  await store.change((state, now) => {
    lease.check(state);
    const destination = state.get('destination', id);
    if (!destination || blockedBy(state, destination, step, settings.quotas ?? {}, now) !== name) {
      return nothing(undefined);
    }
    const limit = limitOf(state, name, settings.quotas ?? {});
    const work = waitForPlace(destination.work, step, { name, limit }, now);
    if (!work) return nothing(undefined);
    return { changes: [put(state, 'destination', { ...destination, work })], events: [], value: undefined };
  });
  return { afterMs: probeAfterMs };
}

/** At quota it is not time that makes a place free: whoever's turn it is goes on at once. */
const takesTurn = ({ work }: Destination, step: ActName): boolean =>
  work.failure?.kind === 'QUOTA' && takesPlace(step);

function announceStep(
  deps: ReconcileDeps,
  state: State,
  id: string,
  step: ActName,
  digest: string | null,
  now: string,
): Decision<Destination | null> {
  const epoch = deps.lease.check(state);
  const destination = state.get('destination', id);
  if (!destination || nextStep(deps, state, destination) !== step) return nothing(null);
  if (blockedBy(state, destination, step, limitsOf(deps), now) !== null) return nothing(null);
  const presetVersion = presetVersionOf(state, destination);
  const { channel } = backingOf(state, destination);
  const before = destination.work.channel?.startedAs?.digest;
  const edit = before && digest ? editBetween(before, digest) : null;
  if (step === 'startChannel' && channel && edit) return noteEdit(state, destination, channel, edit, now);
  const names = {
    input: inputRequestId(destination),
    channel: channelRequestId(destination, presetVersion),
    resource: resourceName(deps, destination),
    presetVersion,
    content: contentOf(state, destination),
    // What could not be read now is read once it is on air, as if others had started it.
    startedAs: channel && {
      setup: channelSetup(channel),
      digest: digest ?? before ?? null,
      run: (channel.runs ?? 0) + (digest === null && before ? 0 : 1),
    },
    restarts: isDue(deps, state, destination, now) ? restartsOf(destination.work, now) + 1 : null,
  };
  const announced: Destination = { ...destination, work: announce(destination, step, names, epoch, now) };
  return { changes: [putQuietly(state, 'destination', announced)], events: [], value: announced };
}

function recordAnswer(
  { random }: ReconcileDeps,
  state: State,
  announced: Destination,
  step: ActName,
  answer: Answer,
  now: string,
): Decision<undefined> {
  const destination = state.get('destination', announced.id);
  if (!destination || !(isUnderWay(destination, announced) || isBeingMade(destination, announced))) {
    return nothing(undefined);
  }
  const { changes, events } = learn(state, announced, step, answer, now);
  const id = answer.about === 'output' ? answer.seen.arn : answer.about === 'removal' ? null : answer.seen.id;
  const work = takenInVain(step, answer)
    ? fail(destination, step, stoppedInVain, now, random())
    : succeed(
        destination.work,
        // A stop counts for the wish of now.
        { ...announced, desired: destination.desired, content: contentOf(state, announced) },
        step,
        id,
        presetVersionOf(state, announced),
        shownBy(answer, step),
      );
  const next: Change = putQuietly(state, 'destination', { ...destination, work });
  return { changes: [...changes, next, ...raiseQuota(state, announced, step)], events, value: undefined };
}

const stoppedInVain = {
  kind: 'CONFLICT',
  message: 'AWS took the stop, but the channel does not stop.',
  doubtful: true,
} as const;

/** Whether it is to be asked again later: nothing else would tell how soon. */
const takenInVain = (step: ActName, answer: Answer): boolean =>
  step === 'stopChannel' &&
  answer.about === 'channel' &&
  answer.seen.state !== 'STOPPING' &&
  answer.seen.state !== 'IDLE';

function shownBy(answer: Answer, step: ActName): Shown | undefined {
  if (answer.about === 'output') return { setup: outputSetup(answer.seen) };
  if (answer.about !== 'channel') return undefined;
  const older = step === 'createChannel' && answer.seen.state !== 'CREATING';
  return { setup: channelSetup(answer.seen), older };
}

/**
 * Whether the announced act is still the one that is under way. If not, another process has led since, and has announced
 * or settled something: what this one heard late is older than what is known, and looks show the rest.
 */
const isUnderWay = ({ work: { act } }: Destination, { work: { act: announced } }: Destination): boolean =>
  act !== null && act.epoch === announced?.epoch && act.at === announced.at;

/**
 * Whether the announced act is to be sent again: this process leads, and nobody wished otherwise since. What puts it on
 * air is not, once AWS has shown anything new of it, for somebody may have taken it off again.
 */
function isStillDue({ store, lease }: ReconcileDeps, announced: Destination, step: ActName, before: Backing) {
  const destination = store.state.get('destination', announced.id);
  if (!destination || !lease.outlasts(callMs) || !isUnderWay(destination, announced)) return false;
  if (destination.version !== announced.version) return false;
  const { channel, output } = backingOf(store.state, destination);
  return !putsOnAir.has(step) || (channel === before.channel && output === before.output);
}

const putsOnAir: ReadonlySet<ActName> = new Set([
  'startChannel',
  'addOutput',
  'enableOutput',
  'updateOutput',
]);

/** Whether what it announced is being made still, by whichever process: the same request has the same answer. */
function isBeingMade({ work }: Destination, { work: announced }: Destination): boolean {
  if (work.act?.step !== announced.act?.step) return false;
  switch (work.act?.step) {
    case 'createInput':
      return work.input?.id === null && work.input.requestId === announced.input?.requestId;
    case 'createChannel':
      return work.channel?.id === null && work.channel.requestId === announced.channel?.requestId;
    case 'addOutput':
      return work.output?.arn === null && work.output.name === announced.output?.name;
    default:
      return false;
  }
}

function learn(state: State, announced: Destination, step: ActName, answer: Answer, now: string) {
  switch (answer.about) {
    case 'channel':
      return learnChannel(state, answer.seen, now);
    case 'input':
      return learnInput(state, answer.seen, now);
    case 'output':
      return learnOutput(state, announced.flowId, answer.seen, now);
    case 'removal':
      return learnRemoval(state, announced, step, now);
  }
}

function recordFailure(
  { random }: ReconcileDeps,
  state: State,
  announced: Destination,
  step: ActName,
  error: AwsError,
  now: string,
): Decision<undefined> {
  const destination = state.get('destination', announced.id);
  if (!destination || !isUnderWay(destination, announced)) return nothing(undefined);
  const work = fail(destination, step, error, now, random());
  const quotas = work.failure?.kind === 'QUOTA' ? lowerQuota(state, destination, step, now) : [];
  const next = putQuietly(state, 'destination', { ...destination, work });
  return { changes: [next, ...quotas], events: [], value: undefined };
}

function presetVersionOf(state: State, { presetId }: Destination): number | null {
  return presetId ? (state.get('preset', presetId)?.version ?? null) : null;
}
