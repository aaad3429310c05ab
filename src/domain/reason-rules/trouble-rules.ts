import { goalOf, isConceded } from '../goal.ts';
import { isActive } from '../phase.ts';
import { deliveryReason } from './delivery-reason.ts';
import { failureReason } from './failure-reason.ts';
import { pipelineOutlook } from './pipeline-outlook.ts';
import type { ReasonFacts } from './reason-facts.ts';
import { explain, type ReasonRule, reasonRule } from './reason-rule.ts';

const isWanted = ({ destination }: ReasonFacts) => destination.desired === 'RUNNING';
const isToRun = ({ situation }: ReasonFacts) => goalOf(situation) === 'RUNNING';
const isRestarting = ({ situation }: ReasonFacts) => situation.restart;

/** What is wrong, most urgent first. */
export const troubleRules: readonly ReasonRule[] = [
  reasonRule({
    when: ({ stale }) => stale,
    reason: () =>
      explain('AWS_UNREACHABLE', 'AWS cannot be seen; this is what was last known.', 'CHECK_NETWORK'),
  }),
  reasonRule({
    when: (facts) => isWanted(facts) && facts.situation.lost,
    reason: () =>
      explain(
        'RESOURCE_LOST',
        'It was stopped or deleted at AWS, not by Lunora. Retry starts it again.',
        'RETRY',
      ),
  }),
  reasonRule({
    when: (facts) => isWanted(facts) && facts.destination.work.gaveUp,
    reason: (_, { destination: { work } }) => {
      const action = work.failure ? failureReason(work.failure.kind).action : 'RETRY';
      return explain(
        'GAVE_UP',
        `Gave up after ${work.strikes ?? work.attempt} tries: ${work.failure?.message ?? 'unknown'}`,
        action === 'WAIT' ? 'RETRY' : action,
      );
    },
  }),
  reasonRule({
    when: ({ situation }) => isConceded(situation) && isActive(situation),
    reason: (_, { destination: { work } }) =>
      explain(
        'GAVE_UP',
        `It was stopped ${work.stops} times, and each time someone started it again at AWS. It is left on air and bills. Retry stops it once more.`,
        'RETRY',
      ),
  }),
  reasonRule({
    when: (facts) => isToRun(facts) && !isRestarting(facts) && facts.cut,
    reason: (cut) => explain('RESOURCE_LOST', cut, 'CHECK_CONFIGURATION'),
  }),
  reasonRule({
    when: (facts) => isToRun(facts) && !isRestarting(facts) && facts.edited === 'PLACE',
    reason: () =>
      explain(
        'INVALID_CONFIGURATION',
        'It was set up anew at AWS, not by Lunora, and goes elsewhere. An update with RESTART_NOW, or a stop and a start, puts it right.',
        'CHECK_CONFIGURATION',
      ),
  }),
  reasonRule({
    when: (facts) => isToRun(facts) && !facts.destination.work.failure && facts.rival,
    reason: (rival, { destination }) => {
      const name = rival.flowId === destination.flowId ? rival.name : 'A destination of another flow';
      return explain(
        'KEY_CONFLICT',
        `${name} is on air with the same stream key; most platforms take only one of them.`,
        'CHECK_STREAM_KEY',
      );
    },
  }),
  reasonRule({
    when: (facts) => isToRun(facts) && facts.health.delivery === 'FAILED',
    reason: (_, { destination, deliveryFault }) => deliveryReason(destination.deliveryMode, deliveryFault),
  }),
  reasonRule({
    when: (facts) => isToRun(facts) && facts.pipelineLost,
    reason: (_, facts) => {
      const { text, action } = pipelineOutlook(facts);
      return explain('PIPELINE_FAILED', `The channel runs without a healthy pipeline. ${text}`, action);
    },
  }),
  reasonRule({
    when: ({ destination }) => destination.work.failure,
    reason: ({ kind, message }) => {
      const { code, action } = failureReason(kind);
      return explain(code, message, action);
    },
  }),
];
