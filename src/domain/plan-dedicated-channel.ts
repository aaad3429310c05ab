import { goalOf, holdOf, isBack, isConceded } from './goal.ts';
import type { Situation } from './situation.ts';
import type { Step } from './step.ts';

/**
 * The next step of a destination with an input and a channel of its own. Total over every situation.
 * Order of removal: stop → IDLE → DeleteChannel → gone → input DETACHED → DeleteInput → gone.
 */
export function planDedicatedChannel(situation: Situation): Step {
  if (isBack(situation)) return 'regain';
  switch (goalOf(situation)) {
    case 'RUNNING':
      return towardsRunning(situation);
    case 'IDLE':
      return towardsIdle(situation);
    case 'GONE':
      return towardsGone(situation);
  }
}

function towardsRunning(situation: Situation): Step {
  const { channel, begun, ran, drift, restart } = situation;
  switch (channel) {
    case 'NONE':
      return holdOf(situation) ?? withInput(situation);
    case 'ANNOUNCED':
      // What was announced is no longer what is wanted: its request id must not be used for another payload.
      return drift ? 'seek' : withInput(situation);
    case 'DOUBTED':
      return 'seek';
    case 'FOUND':
      return 'adopt';
    case 'LOST':
    case 'DELETED':
      return ran ? 'lose' : 'dropChannel';
    case 'IDLE':
      // Someone else stopped it: starting it again would be a fight, so it is said and offered instead.
      if (ran) return 'lose';
      if (begun) return 'setback';
      return drift ? 'updateChannel' : (holdOf(situation) ?? 'startChannel');
    case 'RUNNING':
    case 'RECOVERING':
      return restart ? 'stopChannel' : 'settled';
    case 'CREATE_FAILED':
    case 'UPDATE_FAILED':
      return 'deleteChannel';
    case 'CREATING':
    case 'STARTING':
    case 'STOPPING':
    case 'UPDATING':
    case 'DELETING':
    case 'UNKNOWN':
      return 'wait';
  }
}

/** Towards a channel that does not exist yet: its input first. */
function withInput({ channel, input, inputGoes }: Situation): Step {
  switch (input) {
    case 'NONE':
    case 'ANNOUNCED':
      return 'createInput';
    case 'DOUBTED':
      return 'seek';
    case 'FOUND':
      return 'adopt';
    case 'LOST':
    case 'DELETED':
      return 'dropInput';
    case 'DETACHED':
      // What AWS may have deleted by now would be refused for good, as if the channel were set up wrongly.
      return inputGoes && channel === 'NONE' ? 'deleteInput' : 'createChannel';
    case 'ATTACHED':
      return 'createChannel';
    case 'CREATING':
    case 'DELETING':
    case 'UNKNOWN':
      return 'wait';
  }
}

function towardsIdle(situation: Situation): Step {
  const { channel, force } = situation;
  switch (channel) {
    case 'RUNNING':
    case 'RECOVERING':
      return isConceded(situation) ? 'settled' : 'stopChannel';
    case 'STARTING':
      // AWS takes it, or refuses it by state and is asked again once the channel runs.
      return isConceded(situation) && !force ? 'wait' : 'stopChannel';
    case 'UNKNOWN':
      return force ? 'stopChannel' : 'wait';
    case 'CREATE_FAILED':
    case 'UPDATE_FAILED':
      return 'deleteChannel';
    case 'ANNOUNCED':
    case 'DOUBTED':
      return 'seek';
    case 'FOUND':
      return 'adopt';
    case 'LOST':
    case 'DELETED':
      return 'dropChannel';
    case 'NONE':
    case 'IDLE':
      return keepInput(situation);
    case 'CREATING':
    case 'STOPPING':
    case 'UPDATING':
    case 'DELETING':
      return 'wait';
  }
}

/** Without a channel that runs: its input is kept, once it is known whether there is one. */
function keepInput({ input }: Situation): Step {
  switch (input) {
    case 'ANNOUNCED':
    case 'DOUBTED':
      return 'seek';
    case 'FOUND':
      return 'adopt';
    case 'LOST':
    case 'DELETED':
      return 'dropInput';
    default:
      return 'settled';
  }
}

function towardsGone(situation: Situation): Step {
  switch (situation.channel) {
    case 'NONE':
      return removeInput(situation);
    case 'IDLE':
      return 'deleteChannel';
    default:
      return towardsIdle(situation);
  }
}

/** Once its channel is gone. */
function removeInput({ input, desired }: Situation): Step {
  switch (input) {
    case 'NONE':
      return desired === 'DELETED' ? 'forget' : 'settled';
    case 'DETACHED':
      return 'deleteInput';
    case 'ANNOUNCED':
    case 'DOUBTED':
      return 'seek';
    case 'FOUND':
      return 'adopt';
    case 'LOST':
    case 'DELETED':
      return 'dropInput';
    case 'ATTACHED':
    case 'CREATING':
    case 'DELETING':
    case 'UNKNOWN':
      return 'wait';
  }
}
