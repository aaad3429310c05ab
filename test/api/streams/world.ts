import fc from 'fast-check';
import { put, putQuietly, remove } from '../../../src/domain/change.ts';
import { type Decide, nothing } from '../../../src/domain/decision.ts';
import type { Change } from '../../../src/domain/log.ts';
import { newWork } from '../../../src/domain/new-work.ts';
import { mediaLiveEye } from '../../../src/domain/observe-eye.ts';
import type { Records, RecordType } from '../../../src/domain/records.ts';
import type { State } from '../../../src/domain/state.ts';
import {
  arnOf,
  channel,
  destination,
  flow,
  happened,
  input,
  output,
  preset,
} from '../../resolvers/sample.ts';

export const flowNames = ['one', 'two'];
export const ids = {
  destination: ['d1', 'd2', 'd3'],
  channel: ['c1', 'c2'],
  flow: flowNames.map(arnOf),
  output: flowNames.flatMap((name) => ['o1', 'o2'].map((id) => output(id, name).id)),
};
const inputIds = ['i1', 'i2', 'i3'];
const presetIds = ['p1', 'p2'];

const from = <T>(values: readonly T[]) => fc.constantFrom(...values);
const word = from(['a', 'b']);

/** Something that a caller, the engine or AWS may do to the records. */
export const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('destination' as const),
      id: from(ids.destination),
      flow: from(flowNames),
      channel: fc.option(from(ids.channel)),
      output: fc.option(from(ids.output)),
      preset: fc.option(from(presetIds)),
      running: fc.boolean(),
      quiet: fc.boolean(),
      name: word,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('channel' as const),
      id: from(ids.channel),
      inputs: fc.subarray(inputIds, { maxLength: 2 }),
      state: from(['IDLE', 'RUNNING', 'STARTING'] as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('input' as const),
      id: from(inputIds),
      flow: fc.option(from(flowNames)),
      name: word,
    }),
  },
  fc.record({ do: fc.constant('flow' as const), name: from(flowNames), active: fc.boolean() }),
  fc.record({
    do: fc.constant('output' as const),
    id: from(['o1', 'o2']),
    flow: from(flowNames),
    name: word,
    enabled: fc.boolean(),
  }),
  fc.record({ do: fc.constant('preset' as const), id: from(presetIds), width: from([1280, 1920]) }),
  fc.record({
    do: fc.constant('eye' as const),
    id: from([mediaLiveEye, ...ids.flow]),
    stale: fc.boolean(),
  }),
  fc.record({ do: fc.constant('note' as const), id: from(ids.destination), message: word }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('remove' as const),
      what: from([
        ...ids.destination.map((id) => ['destination', id] as const),
        ...ids.channel.map((id) => ['channel', id] as const),
        ...inputIds.map((id) => ['input', id] as const),
        ...presetIds.map((id) => ['preset', id] as const),
        ...ids.output.map((id) => ['output', id] as const),
        ...ids.flow.map((id) => ['flow', id] as const),
      ]),
    }),
  },
);

export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Carries the steps out as one decision, each on what those before it left. */
export const decide =
  (one: Step): Decide<null> =>
  (state) => {
    const changes = changesOf(state, one);
    if (!changes) return nothing(null);
    const events = one.do === 'note' ? [happened(one.id, one.message)] : [];
    return { changes, events, value: null };
  };

function changesOf(state: State, one: Step): Change[] | null {
  const image = <T extends RecordType>(type: T, record: Records[T]): Change[] => [
    put(state, type, { ...state.get(type, record.id), ...record }) as Change,
  ];
  switch (one.do) {
    case 'destination': {
      const known = state.get('destination', one.id);
      const { condition, sessionId, ...fresh } = destination(one.id, {
        name: one.name,
        flowId: arnOf(one.flow),
        presetId: one.preset,
        desired: one.running ? 'RUNNING' : 'STOPPED',
        work: {
          ...newWork,
          channel: one.channel
            ? { requestId: 'r', id: one.channel, configVersion: 1, presetVersion: 1 }
            : null,
          output: one.output ? { name: 'out', arn: one.output, configVersion: 1 } : null,
        },
      });
      if (!known) return image('destination', { ...fresh, condition, sessionId });
      // Quietly nothing but the engine's notes may change.
      const next = one.quiet ? { ...known, work: fresh.work } : { ...known, ...fresh };
      return [(one.quiet ? putQuietly : put)(state, 'destination', next)];
    }
    case 'channel':
      return image(
        'channel',
        channel(one.id, {
          inputIds: one.inputs,
          state: one.state,
          pipelinesRunning: one.state === 'RUNNING' ? 1 : 0,
        }),
      );
    case 'input':
      return image('input', {
        ...input(one.id, one.flow ?? ''),
        name: one.name,
        flowArns: one.flow ? [arnOf(one.flow)] : [],
      });
    case 'flow':
      return image('flow', flow(one.name, { state: one.active ? 'ACTIVE' : 'STANDBY' }));
    case 'output': {
      if (!state.get('flow', arnOf(one.flow))) return null;
      const made = output(one.id, one.flow, { enabled: one.enabled });
      return image('output', { ...made, name: one.name });
    }
    case 'preset':
      return image('preset', preset(one.id, { width: one.width }));
    case 'eye':
      return image('eye', {
        id: one.id,
        observedAt: null,
        stale: one.stale,
        error: one.stale ? 'gone' : null,
      });
    case 'note': {
      const known = state.get('destination', one.id);
      return known ? [putQuietly(state, 'destination', known)] : null;
    }
    case 'remove':
      return removalOf(state, one.what[0], one.what[1]);
  }
}

function removalOf(
  state: State,
  type: 'destination' | 'channel' | 'input' | 'preset' | 'output' | 'flow',
  id: string,
): Change[] | null {
  const known = state.get(type, id);
  if (!known) return null;
  const outputs = type === 'flow' ? [...state.where('output', 'flow', id)] : [];
  return [...outputs.map((one) => remove(state, 'output', one)), remove(state, type, known) as Change];
}
