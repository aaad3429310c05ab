import { alignManagedOutputs } from '../../emulator/medialive/managed-outputs.ts';
import { failPipeline, outsideHand, recoverPipeline } from '../../emulator/medialive/outside.ts';
import type { StoredFlow } from '../../emulator/world.ts';
import type { Destination } from '../../src/domain/records.ts';
import { situationOf } from '../../src/domain/situation.ts';
import { editOutput, editWhenIdle } from './console-edits.ts';
import type { Act } from './script.ts';
import type { Account, Sim } from './sim.ts';

/** Whether what carries these tags was made by the installation under test. */
export const isOurs = (tags: Record<string, string> | undefined): boolean =>
  tags?.['lunora:installation'] === 'sim';

/** What AWS has alive for a destination. */
export function thingsOf({ aws }: Sim, destinationId: string) {
  const { channels, inputs, tags } = aws.world.account;
  const ours = <T extends { arn: string; state: string }>(things: Record<string, T>) =>
    Object.values(things).filter(
      ({ arn, state }) =>
        state !== 'DELETED' && isOurs(tags[arn]) && tags[arn]?.['lunora:destination'] === destinationId,
    );
  return {
    channels: ours(channels),
    inputs: ours(inputs),
    outputs: flowOf(aws).outputs.filter(({ name }) => name.startsWith(`lunora-sim-${destinationId}-`)),
  };
}

/** The destinations that are told to be on air by their channel, and are. */
export function onAir(sim: Sim): string[] {
  return [...sim.truth.state.all('destination')]
    .filter(({ id, condition }) => condition.ran && thingsOf(sim, id).channels.some(isRunning))
    .map(({ id }) => id);
}

const isRunning = ({ state }: { state: string }) => state === 'RUNNING' || state === 'RECOVERING';

export function flowOf({ world, flowArn }: Sim['aws']): StoredFlow {
  const flow = world.account.flows[flowArn];
  if (!flow) throw new Error('The flow is gone.');
  return flow;
}

/** What somebody else does to the account, in the console or in the field. */
export function lendHand(sim: Sim, act: Act, destinationId: string | null): void {
  const { world } = sim.aws;
  const { account } = world;
  const things = destinationId ? thingsOf(sim, destinationId) : { channels: [], inputs: [], outputs: [] };
  const channel = things.channels.at(-1);
  const output = things.outputs.at(-1);
  const input = things.inputs.find(({ state }) => state === 'DETACHED');
  const flow = flowOf(sim.aws);
  world.settle();
  const touch = () => {
    sim.faults.count(act.name);
    if (destinationId) note(sim, destinationId, act.name);
  };
  const touchAll = () => {
    sim.faults.count(act.name);
    for (const id of sim.accounts.keys()) note(sim, id, act.name);
  };

  switch (act.name) {
    case 'console stops':
      if (channel) {
        touch();
        takeOffAir(sim, destinationId, channel.state);
        outsideHand(world, channel.id, 'stop');
        if (destinationId && act.index % 3 === 0) restartLater(sim, act, destinationId);
      } else if (output) {
        touch();
        output.config['outputStatus'] = 'DISABLED';
      }
      break;
    case 'console deletes':
      if (channel) {
        touch();
        takeOffAir(sim, destinationId, channel.state);
        outsideHand(world, channel.id, 'delete');
      } else if (output) {
        touch();
        flow.outputs = flow.outputs.filter((other) => other !== output);
      } else if (input) {
        touch();
        input.state = 'DELETING';
        // Long enough to be looked at meanwhile.
        input.settling = { at: world.now() + world.duration(5_000 + act.amount * 120_000), to: 'DELETED' };
        input.flowArns = [];
        alignManagedOutputs(world, input);
      }
      break;
    case 'console edits':
      if (channel && destinationId) {
        editWhenIdle(sim, channel.id, act, () => {
          touch();
          if (act.index % 2 === 0) restartLater(sim, act, destinationId);
        });
      } else if (output) {
        touch();
        editOutput(output.config, act.amount);
      }
      break;
    case 'console starts':
      if (destinationId) startAgain(sim, destinationId, act.amount < 0.5 ? 1 : 40, act.index % 2 === 0);
      break;
    case 'pipeline fails':
      if (channel?.state === 'RUNNING') {
        touch();
        breakPipeline(sim, destinationId, channel.id);
      }
      break;
    case 'pipeline recovers':
      if (channel) recoverPipeline(world, channel.id);
      break;
    case 'platform rejects':
      touchAll();
      account.platforms = [{ urlPrefix: 'rtmp://', accepts: false }];
      break;
    case 'platform accepts':
      account.platforms = [];
      break;
    case 'source lost':
      touchAll();
      flow.encoderSending = false;
      break;
    case 'source back':
      flow.encoderSending = true;
      break;
    case 'flow stops':
      if (flow.state === 'ACTIVE') {
        touchAll();
        flow.state = 'STOPPING';
        flow.settling = { at: world.now() + world.duration(20_000), to: 'STANDBY' };
      }
      break;
    case 'flow starts':
      startFlow(sim.aws);
      break;
    case 'quota lowered':
      touchAll();
      account.settings.quotas.channels = 1 + Math.floor(act.amount * 4);
      account.settings.quotas.pushInputs = 1 + Math.floor(act.amount * 4);
      break;
    case 'quota raised':
      account.settings.quotas.channels = 10;
      account.settings.quotas.pushInputs = 10;
      break;
    default:
      throw new Error(`${act.name} is nothing the world does.`);
  }
  world.changed();
}

function breakPipeline({ aws, accountOf }: Sim, destinationId: string | null, channelId: string): void {
  // Should AWS not bring it back, a restart cures it.
  if (destinationId) accountOf(destinationId).startsAsked += 1;
  failPipeline(aws.world, channelId);
}

/** It fails as soon as it is on air. */
function failAtOnce(sim: Sim, destinationId: string, channelId: string): void {
  const { world } = sim.aws;
  world.settle();
  const state = world.account.channels[channelId]?.state;
  if (sim.faults.ceased || (state !== 'STARTING' && state !== 'RUNNING')) return;
  if (state === 'STARTING') {
    const again = () => failAtOnce(sim, destinationId, channelId);
    sim.scheduler.after(500, 'starts badly', again);
    return;
  }
  sim.faults.count('pipeline fails');
  note(sim, destinationId, 'pipeline fails');
  breakPipeline(sim, destinationId, channelId);
  world.changed();
}

/** Whoever stopped it wanted but a pause. */
function restartLater(sim: Sim, { index, amount }: Act, destinationId: string): void {
  sim.scheduler.after(10_000 + amount * 120_000, 'goes on at the console', () =>
    startAgain(sim, destinationId, 10, index % 2 === 0),
  );
}

/**
 * Somebody starts it at the console, and again if it was taken off air when they next look, so many times. What they
 * start may fail as soon as it runs.
 */
function startAgain(sim: Sim, destinationId: string, times: number, fails: boolean): void {
  if (times === 0 || sim.faults.ceased) return;
  const { world } = sim.aws;
  world.settle();
  const { channels, outputs } = thingsOf(sim, destinationId);
  const channel = channels.find(({ state }) => state === 'IDLE');
  const output = outputs.find(({ config }) => config['outputStatus'] === 'DISABLED');
  if (channel || output) {
    sim.faults.count('console starts');
    note(sim, destinationId, 'console starts');
    // What they start and what stops it again meets with the engine's own starts.
    askStart(sim.accountOf(destinationId));
    if (channel) {
      outsideHand(world, channel.id, 'start');
      if (fails) failAtOnce(sim, destinationId, channel.id);
    } else if (output) output.config['outputStatus'] = 'ENABLED';
    world.changed();
  }
  sim.scheduler.after(5_000, 'looks at the console again', () =>
    startAgain(sim, destinationId, times - 1, fails),
  );
}

/** Somebody asks for what may cost a start. */
export function askStart(account: Account): void {
  account.startsAsked += 1;
  account.takenAt = null;
}

/** Before it was seen on air, a start that was undone is simply done again; after that it is for people to say. */
function takeOffAir(sim: Sim, destinationId: string | null, state: string): void {
  if (!destinationId) return;
  const destination = sim.truth.state.get('destination', destinationId);
  const account = sim.accountOf(destinationId);
  if (!destination?.condition.ran) account.startsAsked += 1;
  else if (!isUnderWay(sim, destination) && isRunning({ state })) account.takenAt = sim.scheduler.now();
}

/** Whether Lunora is about to do something with it, such as a restart that was asked for. */
const isUnderWay = ({ truth }: Sim, destination: Destination): boolean =>
  destination.work.act !== null || situationOf(truth.state, destination, false).restart;

/** The troubles that people and the world made are over. */
export function makeWell(sim: Sim): void {
  const { world } = sim.aws;
  const { account } = world;
  world.settle();
  account.platforms = [];
  account.settings.quotas.channels = 10;
  account.settings.quotas.pushInputs = 10;
  flowOf(sim.aws).encoderSending = true;
  startFlow(sim.aws);
  for (const { id, state } of Object.values(account.channels)) {
    if (state === 'RECOVERING') recoverPipeline(world, id);
  }
  world.changed();
}

function startFlow(aws: Sim['aws']): void {
  const flow = flowOf(aws);
  if (flow.state === 'ACTIVE' || flow.state === 'STARTING') return;
  flow.state = 'STARTING';
  flow.settling = { at: aws.world.now() + aws.world.duration(20_000), to: 'ACTIVE' };
}

export function note(sim: Sim, destinationId: string, hand: string): void {
  const account = sim.accountOf(destinationId);
  account.hands.add(hand);
  account.touchedAt = sim.scheduler.now();
}
