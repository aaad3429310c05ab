import { goalOf } from '../goal.ts';
import { pipelineOutlook } from './pipeline-outlook.ts';
import type { ReasonFacts } from './reason-facts.ts';
import { explain, type ReasonRule, reasonRule } from './reason-rule.ts';

const isToRun = ({ situation }: ReasonFacts) => goalOf(situation) === 'RUNNING';

/** What a start waits for outside of Lunora. */
const waitingRules: readonly ReasonRule[] = [
  reasonRule({
    when: ({ step, situation }) => step === 'hold:flow' && situation.flow === 'MISSING',
    reason: () => explain('WAITING_FOR_FLOW', 'Its flow is not at AWS.', 'CHECK_CONFIGURATION'),
  }),
  reasonRule({
    when: ({ step }) => step === 'hold:flow',
    reason: () =>
      explain(
        'WAITING_FOR_FLOW',
        'Its flow does not run. It goes on air once the flow is started.',
        'START_FLOW',
      ),
  }),
  reasonRule({
    when: ({ step }) => step === 'hold:source',
    reason: () =>
      explain(
        'WAITING_FOR_SOURCE',
        'The encoder does not send yet. It goes on air by itself.',
        'CHECK_SOURCE',
      ),
  }),
];

/** What AWS is doing at present. */
const transitionRules: readonly ReasonRule[] = [
  reasonRule({
    when: (facts) => facts.transition && facts.restarts > 0 && isToRun(facts),
    reason: (_, { restarts }) =>
      explain(
        'RECOVERING',
        `AWS did not bring its pipeline back, so it is stopped and started (restart ${restarts}).`,
        'WAIT',
      ),
  }),
  reasonRule({
    when: ({ transition }) => transition?.phase === 'PROVISION',
    reason: () => explain('PROVISIONING', 'AWS makes what it needs.', 'WAIT'),
  }),
  reasonRule({
    when: ({ transition }) => transition?.phase === 'START',
    reason: (_, { destination }) =>
      destination.deliveryMode === 'FLOW_OUTPUT'
        ? explain('ENCODER_STARTING', 'Its flow output is switched on.', 'WAIT')
        : explain('ENCODER_STARTING', 'It starts at AWS; this takes a minute or two.', 'WAIT'),
  }),
  reasonRule({
    when: ({ transition }) => transition?.phase === 'STOP',
    reason: (_, { destination }) =>
      destination.desired === 'DELETED'
        ? explain('REMOVING', 'It is stopped, then removed from AWS.', 'WAIT')
        : explain('ENCODER_STOPPING', 'It stops at AWS.', 'WAIT'),
  }),
  reasonRule({
    when: ({ transition }) => transition?.phase === 'REMOVE',
    reason: () => explain('REMOVING', 'What it had at AWS is removed.', 'WAIT'),
  }),
];

/** What keeps a destination that is on air from being in order. */
const onAirRules: readonly ReasonRule[] = [
  reasonRule({
    when: (facts) => isToRun(facts) && facts.situation.channel === 'RECOVERING',
    reason: (_, facts) => {
      const { text, action } = pipelineOutlook(facts);
      return explain('RECOVERING', `AWS restarts its pipeline. ${text}`, action);
    },
  }),
  reasonRule({
    when: (facts) =>
      isToRun(facts) && facts.situation.flow !== 'ACTIVE' && facts.situation.flow !== 'UPDATING',
    reason: () => explain('WAITING_FOR_FLOW', 'Its flow does not run, so nothing comes in.', 'START_FLOW'),
  }),
  reasonRule({
    when: (facts) => isToRun(facts) && facts.health.source === 'FAILED',
    reason: (_, { situation }) =>
      explain(
        'WAITING_FOR_SOURCE',
        situation.sourceConnected
          ? 'Its flow has a source, but nothing reaches its channel yet. It goes on by itself.'
          : 'The encoder has stopped sending. It goes on by itself.',
        'CHECK_SOURCE',
      ),
  }),
  reasonRule({
    when: (facts) => isToRun(facts) && facts.edited,
    reason: () =>
      explain(
        'INVALID_CONFIGURATION',
        'Its settings were changed at AWS, not by Lunora, and it is on air with them. An update with RESTART_NOW, or a stop and a start, puts it right.',
        'CHECK_CONFIGURATION',
      ),
  }),
];

/** What happens or is waited for where nothing is wrong, first match first. */
export const progressRules: readonly ReasonRule[] = [...waitingRules, ...transitionRules, ...onAirRules];
