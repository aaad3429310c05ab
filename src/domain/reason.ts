import type { AwsFailureKind } from './aws.ts';
import type { DeliveryFault } from './delivery-fault.ts';
import { goalOf, isConceded } from './goal.ts';
import { isActive } from './phase.ts';
import { counts, retryPolicyOf } from './policy.ts';
import type {
  Destination,
  Edit,
  Health,
  Reason,
  ReasonCode,
  SuggestedAction,
  Transition,
} from './records.ts';
import type { Situation } from './situation.ts';
import type { Step } from './step.ts';

export interface ReasonFacts {
  destination: Destination;
  situation: Situation;
  step: Step;
  health: Health;
  stale: boolean;
  pipelineLost: boolean;
  /** What is otherwise than it was when it was started, on air. */
  edited: Edit | null;
  /** What a push that does not arrive suffers from. */
  deliveryFault: DeliveryFault;
  /** Another one on air with the same stream key. */
  rival: Destination | undefined;
  /** What was done to the output that feeds its channel. */
  cut: string | null;
  /** When its channel is restarted, if AWS does not bring it back before; null: it is not. */
  cureAt: string | null;
  /** Restarts that were to cure it so far. */
  restarts: number;
  transition: Transition | null;
  now: string;
}

type Said = Pick<Reason, 'code' | 'message' | 'suggestedAction'>;

const say = (code: ReasonCode, message: string, suggestedAction: SuggestedAction | null): Said => ({
  code,
  message,
  suggestedAction,
});

/** Why the status is what it is, most urgent first; null when there is nothing to explain. */
export function reasonOf(facts: ReasonFacts): Reason | null {
  const said =
    trouble(facts) ?? late(facts) ?? (facts.situation.restart ? restarting() : null) ?? progress(facts);
  if (!said) return null;
  const { destination, transition, now } = facts;
  const { work, condition } = destination;
  return {
    ...said,
    since: condition.reason?.code === said.code ? condition.reason.since : now,
    deadline: transition?.deadline ?? null,
    ...triesOf(destination),
    nextRetryAt: work.gaveUp ? null : (work.nextRetryAt ?? facts.cureAt),
  };
}

/** How often it failed, and after how many that count it gives up; stopping goes on for ever. */
function triesOf(destination: Destination): Pick<Reason, 'attempt' | 'maxAttempts'> {
  const { work, desired } = destination;
  if (!work.failure) return { attempt: null, maxAttempts: null };
  const counted = counts(work.failure.kind) ? work.strikes : undefined;
  return {
    attempt: counted ?? work.attempt,
    maxAttempts: desired === 'RUNNING' ? retryPolicyOf(destination).maxAttempts : null,
  };
}

function trouble({
  destination,
  situation,
  health,
  stale,
  pipelineLost,
  edited,
  deliveryFault,
  rival,
  cut,
  ...cure
}: ReasonFacts): Said | null {
  const { work } = destination;
  const wanted = destination.desired === 'RUNNING';
  if (stale) {
    return say('AWS_UNREACHABLE', 'AWS cannot be seen; this is what was last known.', 'CHECK_NETWORK');
  }
  if (wanted && situation.lost) {
    return say(
      'RESOURCE_LOST',
      'It was stopped or deleted at AWS, not by Lunora. Retry starts it again.',
      'RETRY',
    );
  }
  if (wanted && work.gaveUp) {
    const action = work.failure ? failureReasons[work.failure.kind].action : 'RETRY';
    return say(
      'GAVE_UP',
      `Gave up after ${work.strikes ?? work.attempt} tries: ${work.failure?.message ?? 'unknown'}`,
      action === 'WAIT' ? 'RETRY' : action,
    );
  }
  if (isConceded(situation) && isActive(situation)) {
    return say(
      'GAVE_UP',
      `It was stopped ${work.stops} times, and each time someone started it again at AWS. It is left on air and bills. Retry stops it once more.`,
      'RETRY',
    );
  }
  if (wanted && goalOf(situation) === 'RUNNING') {
    if (cut && !situation.restart) return say('RESOURCE_LOST', cut, 'CHECK_CONFIGURATION');
    if (edited === 'PLACE' && !situation.restart) {
      return say(
        'INVALID_CONFIGURATION',
        'It was set up anew at AWS, not by Lunora, and goes elsewhere. An update with RESTART_NOW, or a stop and a start, puts it right.',
        'CHECK_CONFIGURATION',
      );
    }
    if (rival && !work.failure) {
      const name = rival.flowId === destination.flowId ? rival.name : 'A destination of another flow';
      return say(
        'KEY_CONFLICT',
        `${name} is on air with the same stream key; most platforms take only one of them.`,
        'CHECK_STREAM_KEY',
      );
    }
    if (health.delivery === 'FAILED') {
      if (destination.deliveryMode === 'FLOW_OUTPUT') {
        return say(
          'DELIVERY_FAILED',
          'The receiver does not take the stream. The flow keeps trying; check that it listens, and the URL.',
          'CHECK_URL',
        );
      }
      return undelivered(deliveryFault);
    }
    if (pipelineLost)
      return say(
        'PIPELINE_FAILED',
        `The channel runs without a healthy pipeline. ${outlook(cure)}`,
        remedy(cure),
      );
  }
  if (!work.failure) return null;
  const { code, action } = failureReasons[work.failure.kind];
  return say(code, work.failure.message, action);
}

function undelivered(fault: DeliveryFault): Said {
  switch (fault.kind) {
    case 'FORMAT':
      return say(
        'DELIVERY_FAILED',
        `What the source carries${fault.format ? ` (${fault.format})` : ''} cannot be written to the output. RTMP takes H.264 and AAC; set the encoder to them.`,
        'CHECK_CONFIGURATION',
      );
    case 'CERTIFICATE':
      return say(
        'DELIVERY_FAILED',
        'The platform’s certificate is not trusted. MediaLive keeps trying; check the URL.',
        'CHECK_URL',
      );
    case 'REFUSED':
      return say(
        'DELIVERY_FAILED',
        'The platform does not take the stream. MediaLive keeps trying; check the stream key and the URL.',
        'CHECK_STREAM_KEY',
      );
  }
}

const failureReasons: Record<AwsFailureKind, { code: ReasonCode; action: SuggestedAction }> = {
  THROTTLED: { code: 'THROTTLED', action: 'WAIT' },
  UNREACHABLE: { code: 'AWS_UNREACHABLE', action: 'CHECK_NETWORK' },
  SERVER: { code: 'RETRYING', action: 'WAIT' },
  CONFLICT: { code: 'RETRYING', action: 'WAIT' },
  NOT_FOUND: { code: 'RETRYING', action: 'WAIT' },
  INVALID: { code: 'INVALID_CONFIGURATION', action: 'CHECK_CONFIGURATION' },
  DENIED: { code: 'PERMISSION_DENIED', action: 'CHECK_PERMISSIONS' },
  QUOTA: { code: 'QUOTA_EXCEEDED', action: 'FREE_CAPACITY' },
  SETBACK: { code: 'RETRYING', action: 'WAIT' },
};

function late({ situation, transition, now }: ReasonFacts): Said | null {
  if (!transition || transition.deadline > now) return null;
  const starting = goalOf(situation) === 'RUNNING';
  return say(
    'DEADLINE_EXCEEDED',
    `${starting ? 'Starting' : 'Stopping'} takes longer than it should. ${starting ? 'Wait, or stop it' : 'Wait, or force the stop'}.`,
    starting ? 'CONTACT_AWS' : 'FORCE_STOP',
  );
}

const restarting = () =>
  say('RESTARTING_FOR_CHANGE', 'Off air for a moment: it restarts with the change.', 'WAIT');

type Cure = Pick<ReasonFacts, 'cureAt' | 'restarts'>;

/** What becomes of a channel that AWS does not bring back. */
function outlook({ cureAt, restarts }: Cure): string {
  if (cureAt) return `Unless AWS brings it back before, it is stopped and started at ${cureAt}.`;
  if (restarts > 0) return `${restarts} restarts did not cure it. Stop and start it, or ask AWS.`;
  return 'AWS brings it back by itself.';
}

const remedy = ({ cureAt, restarts }: Cure): SuggestedAction =>
  cureAt || restarts === 0 ? 'WAIT' : 'CONTACT_AWS';

function progress({
  destination,
  situation,
  step,
  health,
  transition,
  edited,
  ...cure
}: ReasonFacts): Said | null {
  if (step === 'hold:flow') {
    return situation.flow === 'MISSING'
      ? say('WAITING_FOR_FLOW', 'Its flow is not at AWS.', 'CHECK_CONFIGURATION')
      : say(
          'WAITING_FOR_FLOW',
          'Its flow does not run. It goes on air once the flow is started.',
          'START_FLOW',
        );
  }
  if (step === 'hold:source') {
    return say(
      'WAITING_FOR_SOURCE',
      'The encoder does not send yet. It goes on air by itself.',
      'CHECK_SOURCE',
    );
  }
  if (transition && cure.restarts > 0 && goalOf(situation) === 'RUNNING') {
    const text = `AWS did not bring its pipeline back, so it is stopped and started (restart ${cure.restarts}).`;
    return say('RECOVERING', text, 'WAIT');
  }
  switch (transition?.phase) {
    case 'PROVISION':
      return say('PROVISIONING', 'AWS makes what it needs.', 'WAIT');
    case 'START':
      return destination.deliveryMode === 'FLOW_OUTPUT'
        ? say('ENCODER_STARTING', 'Its flow output is switched on.', 'WAIT')
        : say('ENCODER_STARTING', 'It starts at AWS; this takes a minute or two.', 'WAIT');
    case 'STOP':
      return destination.desired === 'DELETED'
        ? say('REMOVING', 'It is stopped, then removed from AWS.', 'WAIT')
        : say('ENCODER_STOPPING', 'It stops at AWS.', 'WAIT');
    case 'REMOVE':
      return say('REMOVING', 'What it had at AWS is removed.', 'WAIT');
  }
  if (goalOf(situation) !== 'RUNNING') return null;
  if (situation.channel === 'RECOVERING') {
    return say('RECOVERING', `AWS restarts its pipeline. ${outlook(cure)}`, remedy(cure));
  }
  if (situation.flow !== 'ACTIVE' && situation.flow !== 'UPDATING') {
    return say('WAITING_FOR_FLOW', 'Its flow does not run, so nothing comes in.', 'START_FLOW');
  }
  if (health.source === 'FAILED') {
    return say(
      'WAITING_FOR_SOURCE',
      situation.sourceConnected
        ? 'Its flow has a source, but nothing reaches its channel yet. It goes on by itself.'
        : 'The encoder has stopped sending. It goes on by itself.',
      'CHECK_SOURCE',
    );
  }
  if (!edited) return null;
  return say(
    'INVALID_CONFIGURATION',
    'Its settings were changed at AWS, not by Lunora, and it is on air with them. An update with RESTART_NOW, or a stop and a start, puts it right.',
    'CHECK_CONFIGURATION',
  );
}
