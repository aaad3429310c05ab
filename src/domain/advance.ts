import type { AwsFailureKind } from './aws.ts';
import { srtSettings } from './destination.ts';
import { knownContent, madeContent } from './made-content.ts';
import { backoffMs, counts, defaultRetryPolicy, retryPolicyOf, setbackPauseMs } from './policy.ts';
import type { ActName, Destination, Doubt, Failure, Removed, Work } from './records.ts';
import { adoptedVersion } from './situation.ts';

/** The engine's note before a call: what it is about to do, and under which names it will be found. */
export function announce(
  { work, desired, configVersion }: Destination,
  step: ActName,
  names: {
    input: string;
    channel: string;
    /** What everything that is made now is called at AWS. */
    resource: string;
    presetVersion: number | null;
    /** Digest of what AWS is sent, see `contentOf`. */
    content?: string;
    /** How AWS shows the channel that is to be started. */
    startedAs?: NonNullable<Work['channel']>['startedAs'];
    /** The stop is the first half of a restart that is to cure the channel: how many there were with it. */
    restarts?: number | null;
  },
  epoch: number,
  now: string,
): Work {
  const open = work.act?.step === step;
  const made = { configVersion, presetVersion: names.presetVersion };
  const since = sinceUnanswered(work);
  const announced: Work = {
    ...work,
    act: {
      ...{ step, at: now, epoch },
      ...(open && { again: true }),
      ...(since !== undefined && { sinceUnanswered: since }),
    },
  };
  switch (step) {
    case 'startChannel':
      return {
        ...announced,
        begun: false,
        channel: work.channel && {
          ...work.channel,
          // It starts only with what is wanted now, whatever its number.
          ...(names.content && { ...made, ...madeContent(made, names.content) }),
          startedAs: names.startedAs ?? null,
        },
      };
    case 'enableOutput':
      return { ...announced, begun: false, output: work.output && unseen(work.output, names.content) };
    case 'updateOutput':
      return { ...announced, output: work.output && unseen(work.output, names.content) };
    case 'updateChannel':
      return { ...announced, channel: work.channel && inDoubt(work.channel, names.content) };
    case 'stopChannel':
    case 'disableOutput':
      return {
        ...announced,
        begun: false,
        ...(names.restarts && { restarts: { count: names.restarts, at: now } }),
      };
    case 'createInput':
      return {
        ...announced,
        input: again(work, step, work.input) ?? { requestId: names.input, name: names.resource, id: null },
      };
    case 'createChannel':
      return {
        ...announced,
        channel: again(work, step, work.channel) ?? {
          requestId: names.channel,
          name: names.resource,
          id: null,
          ...made,
          ...madeContent(made, names.content),
        },
      };
    case 'addOutput':
      return {
        ...announced,
        output: again(work, step, work.output) ?? {
          name: names.resource,
          arn: null,
          configVersion,
          ...madeContent({ configVersion }, names.content),
        },
      };
    case 'deleteChannel':
      return {
        ...announced,
        channel: work.channel && { ...work.channel, removed: whyRemoved(desired, work) },
      };
    case 'deleteInput':
      return { ...announced, input: work.input && going(work.input, open, whyRemoved(desired, work)) };
    case 'removeOutput':
      return { ...announced, output: work.output && { ...work.output, removed: 'UNWANTED' } };
  }
}

/** Acts announced since one that nobody answered, the next one counted. Undefined where all were answered. */
function sinceUnanswered({ act, failure }: Work): number | undefined {
  if (!act) return undefined;
  if (failure === null || isSilence(failure, act.step)) return 1;
  return act.sinceUnanswered === undefined ? undefined : act.sinceUnanswered + 1;
}

/** How AWS will show it is not known until it answers, so nobody is said to have changed it. */
function unseen({ startedAs: _, ...output }: NonNullable<Work['output']>, content?: string): Work['output'] {
  return inDoubt(output, content);
}

/** While other content is on its way, AWS may have either. */
function inDoubt<Part extends Parameters<typeof knownContent>[0]>(
  part: Part,
  sent: string | undefined,
): Part {
  if (knownContent(part) === (sent ?? null)) return part;
  const { content: _, ...rest } = part;
  return rest as Part;
}

/** What was announced before: while that act is still open, its answer never came. */
function again<Part extends { doubt?: Doubt }>({ act }: Work, step: ActName, part: Part | null): Part | null {
  return part && act?.step === step ? { ...part, doubt: 'UNANSWERED' } : part;
}

/** How AWS's answer shows what it is about. */
export interface Shown {
  setup: string;
  /** An earlier try has made it: somebody may have changed it since. */
  older?: boolean;
}

/** The engine's note after a call that did its work. `as` is the image the call was made with, `content` its digest. */
export function succeed(
  work: Work,
  as: Destination & { content?: string },
  step: ActName,
  id: string | null,
  presetVersion: number | null,
  shown?: Shown,
): Work {
  const setup = shown?.setup;
  // What it gave up on stays said while what is left of it is removed.
  const rested: Work = work.gaveUp
    ? { ...work, act: null, nextRetryAt: null }
    : { ...work, act: null, attempt: 0, nextRetryAt: null, failure: null };
  switch (step) {
    case 'createInput':
      return { ...rested, input: work.input && { ...work.input, id } };
    case 'createChannel':
      return {
        ...rested,
        channel: work.channel && {
          ...work.channel,
          id,
          ...asShown(setup),
          ...(shown?.older && { configVersion: adoptedVersion }),
        },
      };
    case 'updateChannel':
      return {
        ...rested,
        channel: work.channel && {
          ...work.channel,
          configVersion: as.configVersion,
          presetVersion,
          ...madeContent({ configVersion: as.configVersion, presetVersion }, as.content),
          startedAs: null,
          // What was put right once is left as AWS then shows it: it may write it in its own way.
          ...(work.channel.configVersion !== as.configVersion && asShown(setup)),
          edited: null,
        },
      };
    case 'startChannel':
      return { ...rested, begun: true };
    case 'stopChannel':
    case 'disableOutput':
      return as.desired === 'STOPPED' ? stoppedOnce(rested, as) : rested;
    case 'addOutput':
      return {
        ...rested,
        begun: true,
        output: work.output && { ...work.output, arn: id, ...outputNotes(work.output, as, setup) },
      };
    case 'enableOutput':
    case 'updateOutput':
      return {
        ...rested,
        begun: true,
        output: work.output && {
          ...work.output,
          configVersion: as.configVersion,
          ...madeContent({ configVersion: as.configVersion }, as.content),
          ...outputNotes(work.output, as, setup),
        },
      };
    case 'removeOutput':
      return { ...rested, output: null, generation: work.generation + 1 };
    default:
      return rested;
  }
}

/** Asked to go once more it goes for the reason it went for first. */
const going = <Part extends { removed?: Removed }>(part: Part, again: boolean, why: Removed): Part =>
  again && part.removed ? part : { ...part, removed: why };

/** AWS took a stop. If someone else keeps starting it, the engine leaves it at that after as many as the policy says. */
function stoppedOnce(work: Work, as: Destination): Work {
  const stops = (work.stops ?? 0) + 1;
  const gaveUp = stops >= (retryPolicyOf(as).maxAttempts ?? Number.POSITIVE_INFINITY);
  return { ...work, stops, gaveUp: work.gaveUp || gaveUp };
}

/** A call that arrives long after it was given up may set it up otherwise before it is started. */
const asShown = (setup: string | undefined) =>
  setup === undefined ? {} : { startedAs: { setup, digest: null } };

function outputNotes(
  { holds = [] }: NonNullable<Work['output']>,
  { srt }: Destination,
  setup: string | undefined,
) {
  const sent = srtSettings.filter((setting) => (srt?.[setting] ?? null) !== null);
  return { holds: [...new Set([...holds, ...sent])], ...(setup !== undefined && { startedAs: setup }) };
}

const whyRemoved = (desired: Destination['desired'], work: Work): Removed =>
  desired === 'RUNNING' && !work.gaveUp && !work.lost ? 'FAILED' : 'UNWANTED';

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

const isSilence = ({ step, kind }: Failure, asked: ActName): boolean =>
  step === asked && (kind === 'UNREACHABLE' || kind === 'SERVER');

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
