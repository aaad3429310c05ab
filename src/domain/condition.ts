import { channelCostPerHour, isChannelCostComplete, money, outputCostPerHour } from './cost.ts';
import { cureAt, restartsOf } from './cure.ts';
import { cutFeed } from './cut-feed.ts';
import { deliveryFault } from './delivery-fault.ts';
import { editOf } from './edited.ts';
import { goalOf, isConceded } from './goal.ts';
import { channelHealth, outputHealth } from './health.ts';
import { keyRivalOf } from './key-conflict.ts';
import { isActive, phaseOf } from './phase.ts';
import { plan } from './plan.ts';
import { allowanceMs } from './policy.ts';
import { reasonOf } from './reason.ts';
import type { Condition, Destination, DestinationStatus, Health, Transition } from './records.ts';
import { type Backing, backingOf, type Situation, situationOf } from './situation.ts';
import type { State } from './state.ts';
import type { Step } from './step.ts';

/** What callers are told about a destination: derived from the wish, the engine's work and what AWS shows. */
export function conditionOf(state: State, destination: Destination, now: string): Condition {
  const backing = backingOf(state, destination);
  const found = situationOf(state, destination, false);
  const situation = asNoted(destination, found);
  const step = plan(destination.deliveryMode, situation);
  const seen = {
    flow: state.get('eye', destination.flowId)?.stale !== true,
    channel: state.get('eye', 'medialive')?.stale !== true,
  };
  const onChannel = destination.deliveryMode === 'DEDICATED_CHANNEL';
  const edited = isOnAirHere(situation) ? editOf(destination, backing) : null;
  const lights = onChannel ? channelHealth(backing, seen) : outputHealth(backing, seen);
  // It goes elsewhere by now, so it does not arrive where it should.
  const health: Health =
    edited === 'PLACE' && !situation.restart ? { ...lights, delivery: 'FAILED' } : lights;
  const stale = !seen.flow || (onChannel && !seen.channel);
  const transition = transitionOf(destination.condition, situation, step, now);
  const pipelineLost = backing.channel?.state === 'RUNNING' && backing.channel.pipelinesRunning === 0;
  const cut = onChannel ? cutFeed(state, backing) : null;
  const rival = keyRivalOf(state, destination);
  const present = situation.input !== 'NONE' && situation.input !== 'LOST';
  const billing = onChannel ? present || hasChannel(situation) : delivers(situation);
  return {
    status: statusOf(destination, situation, health, pipelineLost || cut !== null),
    reason: reasonOf({
      destination,
      situation,
      step,
      health,
      stale,
      pipelineLost,
      edited,
      deliveryFault: deliveryFault(backing),
      rival,
      cut,
      cureAt: cureAt(destination, situation, backing.channel, now),
      restarts: restartsOf(destination.work, now),
      transition,
      now,
    }),
    health,
    stale,
    billing,
    ...(onChannel ? channelCost(state, destination, backing, billing) : outputCost(state, backing, billing)),
    pendingChanges: situation.drift && destination.desired === 'RUNNING' && isActive(situation),
    transition,
    idleSince: idleSinceOf(destination, situation, now),
    // The engine has yet to note it, and does so because it ran.
    ran: ranOf(destination, found),
  };
}

/** That it was lost or is back is said from the look on that shows it, not only once the engine has noted it. */
function asNoted({ deliveryMode }: Destination, situation: Situation): Situation {
  switch (plan(deliveryMode, situation)) {
    case 'lose':
      return { ...situation, lost: true };
    case 'regain':
      return { ...situation, lost: false };
    default:
      return situation;
  }
}

const isOnAirHere = (situation: Situation) =>
  situation.channel === 'RUNNING' || situation.channel === 'RECOVERING' || delivers(situation);

const hasChannel = ({ channel }: Situation) =>
  channel !== 'NONE' && channel !== 'LOST' && channel !== 'ANNOUNCED' && channel !== 'DOUBTED';

const delivers = ({ output, flow }: Situation) => output === 'ENABLED' && flow === 'ACTIVE';

function statusOf(
  { desired, work }: Destination,
  situation: Situation,
  health: Health,
  broken: boolean,
): DestinationStatus {
  if (desired === 'DELETED') return 'DELETING';
  if (desired === 'STOPPED') {
    if (!isActive(situation)) return 'IDLE';
    return isConceded(situation) ? 'ERROR' : 'STOPPING';
  }
  if (goalOf(situation) !== 'RUNNING') return 'ERROR';
  const { channel } = situation;
  if (!situation.restart && (channel === 'RUNNING' || channel === 'RECOVERING' || delivers(situation))) {
    return health.delivery === 'FAILED' || broken ? 'ERROR' : 'RUNNING';
  }
  const kind = work.failure?.kind;
  return kind === 'INVALID' || kind === 'DENIED' || kind === 'QUOTA' ? 'ERROR' : 'STARTING';
}

function transitionOf(before: Condition, situation: Situation, step: Step, now: string): Transition | null {
  const phase = phaseOf(situation, step);
  if (!phase) return null;
  if (before.transition?.phase === phase) return before.transition;
  return { phase, since: now, deadline: new Date(Date.parse(now) + allowanceMs[phase]).toISOString() };
}

function idleSinceOf({ condition }: Destination, situation: Situation, now: string): string | null {
  const { channel, input, output } = situation;
  const holds = channel !== 'NONE' || input !== 'NONE' || output !== 'NONE';
  if (!holds || goalOf(situation) === 'RUNNING' || isActive(situation)) return null;
  return condition.idleSince ?? now;
}

/** Announcing a start or a stop forgets that it ran, and so does standing still unwanted; being seen on air remembers it. */
function ranOf({ work, condition }: Destination, situation: Situation): boolean {
  if (work.act?.step && clearing.has(work.act.step)) return false;
  if (goalOf(situation) !== 'RUNNING' && !isActive(situation)) return false;
  return condition.ran || situation.channel === 'RUNNING' || delivers(situation);
}

const clearing: ReadonlySet<string> = new Set([
  'startChannel',
  'stopChannel',
  'addOutput',
  'enableOutput',
  'disableOutput',
  'removeOutput',
]);

type Cost = Required<Pick<Condition, 'costPerHour' | 'costComplete'>>;

const nothing: Cost = { costPerHour: money(0), costComplete: true };

function channelCost(state: State, { presetId }: Destination, { channel }: Backing, billing: boolean): Cost {
  if (!billing) return nothing;
  if (!channel) return { costPerHour: money(state.rates.idleInput), costComplete: true };
  const preset = presetId ? state.get('preset', presetId) : undefined;
  return {
    costPerHour: channelCostPerHour(state.rates, channel, preset),
    costComplete: isChannelCostComplete(channel, preset),
  };
}

function outputCost({ rates }: State, { flow }: Backing, billing: boolean): Cost {
  if (!billing) return nothing;
  const bitrate = flow?.sources.find((source) => source.connected)?.bitrate ?? null;
  return { costPerHour: outputCostPerHour(rates, bitrate), costComplete: bitrate !== null };
}
