import type { ChannelState, FlowState, InputState } from '../../src/domain/aws.ts';
import { channelStates, flowStates } from '../../src/domain/aws.ts';
import { desiredStates } from '../../src/domain/records.ts';
import type { Presence, Situation } from '../../src/domain/situation.ts';

export const presences: Presence[] = ['NONE', 'ANNOUNCED', 'DOUBTED', 'FOUND', 'LOST'];
const inputStates: InputState[] = ['CREATING', 'DETACHED', 'ATTACHED', 'DELETING', 'DELETED', 'UNKNOWN'];
const booleans = [true, false];

/** A destination that was just asked to run, with everything around it well. */
export const asked: Situation = {
  desired: 'RUNNING',
  force: false,
  startWithoutSource: false,
  gaveUp: false,
  lost: false,
  begun: false,
  ran: false,
  drift: false,
  restart: false,
  replace: false,
  reclaim: false,
  flow: 'ACTIVE',
  sourceConnected: true,
  input: 'NONE',
  channel: 'NONE',
  output: 'NONE',
};

function* flags(): Iterable<Partial<Situation>> {
  for (const desired of desiredStates) {
    for (const force of booleans) {
      for (const gaveUp of booleans) {
        for (const lost of booleans) {
          for (const ran of booleans) {
            for (const drift of booleans) {
              for (const restart of drift ? booleans : [false]) {
                // What was begun matters only while it is on its way to air.
                const onItsWay = desired === 'RUNNING' && !gaveUp && !lost && !ran;
                for (const begun of onItsWay ? booleans : [false]) {
                  for (const reclaim of booleans)
                    yield { desired, force, gaveUp, lost, begun, ran, drift, restart, reclaim };
                }
              }
            }
          }
        }
      }
    }
  }
}

function* surroundings(): Iterable<Partial<Situation>> {
  const flows: (FlowState | 'MISSING')[] = [...flowStates, 'MISSING'];
  for (const flow of flows) {
    for (const sourceConnected of [true, false, null]) {
      for (const startWithoutSource of booleans) yield { flow, sourceConnected, startWithoutSource };
    }
  }
}

/** Every situation of a destination with its own channel. */
export function* channelSituations(): Iterable<Situation> {
  const channels: (Presence | ChannelState)[] = [...presences, ...channelStates];
  const inputs: (Presence | InputState)[] = [...presences, ...inputStates];
  for (const flag of flags()) {
    for (const around of surroundings()) {
      for (const channel of channels) {
        for (const input of inputs) yield { ...asked, ...flag, ...around, channel, input };
      }
    }
  }
}

/** Every situation of a destination on a flow output. */
export function* outputSituations(): Iterable<Situation> {
  for (const flag of flags()) {
    for (const around of surroundings()) {
      for (const output of [...presences, 'ENABLED', 'DISABLED'] as const) {
        for (const replace of flag.drift ? booleans : [false]) {
          yield { ...asked, ...flag, ...around, output, replace };
        }
      }
    }
  }
}
