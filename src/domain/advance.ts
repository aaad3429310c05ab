import { srtSettings } from './destination.ts';
import { isSilence } from './is-silence.ts';
import { knownContent, madeContent } from './made-content.ts';
import { retryPolicyOf } from './policy.ts';
import type { ActName, Destination, Doubt, Removed, Work } from './records.ts';
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
