import type { AwsFailureKind } from './aws.ts';
import { isSilence } from './is-silence.ts';
import { backoffMs, counts, defaultRetryPolicy, retryPolicyOf, setbackPauseMs } from './policy.ts';
import type { ActName, Destination, Work } from './records.ts';

/** The engine's note after a call that failed: how often, when again, and whether it gives up. */
export function fail(
  destination: Destination,
  step: ActName,
  failure: { kind: AwsFailureKind; message: string; doubtful?: boolean },
  now: string,
  random: number,
): Work {
  const { work, desired } = destination;
  // What bills is asked to stop without end, and never seldom.
  const policy = desired === 'RUNNING' ? retryPolicyOf(destination) : defaultRetryPolicy;
  const attempt = work.attempt + 1;
  const kind = atQuota(step, failure.kind, work) ? 'QUOTA' : failure.kind;
  // Where an earlier try may have done it, having been declined tells nothing: what AWS shows next does.
  const counted = counts(kind) && !failure.doubtful && !isUnanswered(work) && !meetsUnanswered(kind, work);
  const strikes = (work.strikes ?? 0) + (counted ? 1 : 0);
  // A setback comes after calls that did their work, so only the strikes tell how often.
  const waitMs =
    kind === 'SETBACK'
      ? Math.max(backoffMs(policy, kind, strikes, random), setbackPauseMs(step, strikes))
      : backoffMs(policy, kind, attempt, random);
  const nextRetryAt = new Date(Date.parse(now) + waitMs).toISOString();
  const over = declined(failure.kind) ? settled(work, step, refused(kind), failure.doubtful === true) : work;
  const noted = step === 'startChannel' ? withoutRun(over) : over;
  // Having given up, it only removes what is left: that is tried for ever, and the reason it gave up for stays.
  if (work.gaveUp) return { ...noted, act: null, nextRetryAt };
  const gaveUp = desired === 'RUNNING' && strikes >= (policy.maxAttempts ?? Number.POSITIVE_INFINITY);
  return {
    ...noted,
    attempt,
    strikes,
    nextRetryAt: gaveUp ? null : nextRetryAt,
    failure: { kind, message: failure.message, step, at: now },
    gaveUp,
  };
}

/** Whether it was announced before, and what became of that nobody knows. */
const isUnanswered = ({ act, failure }: Work): boolean =>
  act?.again === true && (failure === null || isSilence(failure, act.step));

/** Looks have shown by then what AWS made of an act that it did not answer. */
const unseenFor = 5;

/** Whether AWS may refuse it because it has done what it did not answer: a channel that starts takes no other act. */
const meetsUnanswered = (kind: AwsFailureKind, { act }: Work): boolean =>
  kind === 'CONFLICT' && (act?.sinceUnanswered ?? Number.POSITIVE_INFINITY) <= unseenFor;

/** A start that came to nothing, or may have: the next time it is seen to come on air may be somebody else's doing. */
function withoutRun(work: Work): Work {
  const { startedAs } = work.channel ?? {};
  if (!work.channel || startedAs?.run === undefined) return work;
  return { ...work, channel: { ...work.channel, startedAs: { ...startedAs, run: startedAs.run - 1 } } };
}

/**
 * True for the third 429 to a create that follows other 429s: AWS may say so that a quota is used up. One that follows an
 * outage is a throttle.
 */
function atQuota(step: ActName, kind: AwsFailureKind, { attempt, failure }: Work): boolean {
  const persists =
    failure?.step === step && (failure.kind === 'THROTTLED' || failure.kind === 'QUOTA') && attempt >= 2;
  return kind === 'THROTTLED' && persists && (step === 'createInput' || step === 'createChannel');
}

/** Whether asking once more would be answered alike. */
const refused = (kind: AwsFailureKind) => kind === 'INVALID' || kind === 'DENIED' || kind === 'QUOTA';

/** AWS understood and declined, so nothing was made by this try. Anything else leaves that open. */
const declined = (kind: AwsFailureKind) => refused(kind) || kind === 'THROTTLED';

/** The act is over. What it announced is withdrawn if asking again is of no use, unless an earlier try may have made it. */
function settled(work: Work, step: ActName, withdraws: boolean, doubtful: boolean): Work {
  const part = makes[step];
  const own = part && work[part];
  const open = own && (part === 'output' ? work.output?.arn : work[part]?.id) === null;
  if (!part || !open) return withdraws && !doubtful && !work.act?.again ? { ...work, act: null } : work;
  if (!doubtful && own.doubt === undefined) return { ...work, act: null, ...(withdraws && { [part]: null }) };
  // It is sought some time after it was last asked for.
  return withdraws ? { ...work, [part]: { ...own, doubt: 'REFUSED' } } : work;
}

const makes: Partial<Record<ActName, 'input' | 'channel' | 'output'>> = {
  createInput: 'input',
  createChannel: 'channel',
  addOutput: 'output',
};
