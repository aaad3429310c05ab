import { describe, expect, it } from 'vitest';
import type { ChannelState, FlowState } from '../../../src/domain/aws.ts';
import { channelStates, flowStates } from '../../../src/domain/aws.ts';
import { startFlow } from '../../../src/domain/commands/start-flow.ts';
import { stopFlow } from '../../../src/domain/commands/stop-flow.ts';
import { wishChannel } from '../../../src/domain/commands/wish-channel.ts';
import { newWork } from '../../../src/domain/new-work.ts';
import { planChannelWish } from '../../../src/domain/plan-channel-wish.ts';
import { planFlowWish } from '../../../src/domain/plan-flow-wish.ts';
import type { Channel } from '../../../src/domain/records.ts';
import {
  anyone,
  ask,
  channel,
  flow,
  flowArn,
  input,
  limited,
  newState,
  refusals,
  withDestination,
} from './ask.ts';

const id = flowArn;

function flowIn(state: FlowState, wish: 'START' | 'STOP' | null = null) {
  const all = newState();
  all.put('flow', id, flow({ state, wish }));
  return all;
}

describe('startFlow and stopFlow', () => {
  it('record the wish and whose it is', () => {
    const state = flowIn('STANDBY');
    const { events } = ask(state, startFlow({ id }, anyone));
    expect(state.get('flow', id)).toMatchObject({ wish: 'START', state: 'STANDBY' });
    expect(events).toMatchObject([{ kind: 'FLOW_CHANGED', actor: 'ann', subjectId: id, flowId: id }]);
    ask(state, stopFlow({ id, force: false }, anyone));
    expect(state.get('flow', id)?.wish).toBe('STOP');
  });

  it.each([
    ['start', 'ACTIVE'],
    ['start', 'STARTING'],
    ['stop', 'STANDBY'],
    ['stop', 'STOPPING'],
  ] as const)('%s does nothing to a flow that is %s', (verb, flowState) => {
    const state = flowIn(flowState);
    const decide = verb === 'start' ? startFlow({ id }, anyone) : stopFlow({ id, force: false }, anyone);
    expect(ask(state, decide)).toMatchObject({ changes: [], events: [] });
  });

  it('take back a wish that was not carried out yet', () => {
    const state = flowIn('ACTIVE', 'STOP');
    ask(state, startFlow({ id }, anyone));
    expect(state.get('flow', id)?.wish).toBe('START');
  });

  it.each(flowStates.flatMap((state) => [['START', state] as const, ['STOP', state] as const]))(
    'never leave the wish %s for a flow that is %s with nothing to do for it',
    (wish, flowState) => {
      const state = flowIn(flowState);
      const decide = wish === 'START' ? startFlow({ id }, anyone) : stopFlow({ id, force: false }, anyone);
      const refused = refusals(() => ask(state, decide));
      expect(refused).toEqual(flowState === 'DELETING' ? ['INVALID_TRANSITION id'] : []);
      const after = state.get('flow', id);
      const vague = flowState === 'ERROR' || flowState === 'UNKNOWN';
      if (after?.wish && !vague) expect(planFlowWish(after)).not.toBe('done');
    },
  );

  it.each(channelStates)(
    'a channel that is %s keeps its flow from being stopped only while it takes in',
    (channelState) => {
      const state = flowIn('ACTIVE');
      state.put('input', '1000001', input());
      state.put('channel', '2000001', channel({ state: channelState }));
      const running: ChannelState[] = ['STARTING', 'RUNNING', 'RECOVERING', 'STOPPING', 'UNKNOWN'];
      const expected = running.includes(channelState) ? ['CHANNELS_RUNNING id'] : [];
      expect(
        refusals(() => stopFlow({ id, force: false }, anyone)(state, '2026-11-21T08:00:00.000Z')),
      ).toEqual(expected);
      ask(state, stopFlow({ id, force: true }, anyone));
      expect(state.get('flow', id)?.wish).toBe('STOP');
    },
  );

  it('a channel of another flow keeps nothing from being stopped', () => {
    const state = flowIn('ACTIVE');
    state.put('input', '1000001', input({ flowArns: ['arn:other'] }));
    state.put('channel', '2000001', channel({ state: 'RUNNING' }));
    ask(state, stopFlow({ id, force: false }, anyone));
    expect(state.get('flow', id)?.wish).toBe('STOP');
  });

  it('hide what is unknown or out of reach', () => {
    const state = flowIn('ACTIVE');
    expect(refusals(() => ask(state, startFlow({ id: 'arn:none' }, anyone)))).toEqual(['NOT_FOUND id']);
    expect(refusals(() => ask(state, stopFlow({ id, force: true }, limited)))).toEqual(['NOT_FOUND id']);
  });
});

describe('wishChannel', () => {
  const channelId = '2000001';
  function channelIn(more: Partial<Channel>) {
    const state = newState();
    state.put('input', '1000001', input());
    state.put('channel', channelId, channel(more));
    return state;
  }

  it.each([
    ['START', 'IDLE', 'START'],
    ['START', 'STOPPING', 'START'],
    ['START', 'RUNNING', null],
    ['START', 'STARTING', null],
    ['STOP', 'RUNNING', 'STOP'],
    ['STOP', 'STARTING', 'STOP'],
    ['STOP', 'IDLE', null],
    ['STOP', 'STOPPING', null],
    ['RESTART', 'RUNNING', 'RESTART'],
    ['RESTART', 'STARTING', 'RESTART'],
    ['RESTART', 'RECOVERING', null],
    ['RESTART', 'UNKNOWN', 'RESTART'],
  ] as const)('%s while %s leaves the wish %s', (wish, channelState, left) => {
    const state = channelIn({ state: channelState });
    ask(state, wishChannel(wish, { id: channelId }, anyone));
    expect(state.get('channel', channelId)?.wish).toBe(left);
  });

  it.each([
    ['START', 'DELETING'],
    ['START', 'CREATE_FAILED'],
    ['START', 'UPDATE_FAILED'],
    ['RESTART', 'IDLE'],
    ['RESTART', 'STOPPING'],
  ] as const)('%s is refused while %s', (wish, channelState) => {
    const state = channelIn({ state: channelState });
    expect(refusals(() => ask(state, wishChannel(wish, { id: channelId }, anyone)))).toEqual([
      'INVALID_TRANSITION id',
    ]);
  });

  it('never leaves a wish whose step is done already', () => {
    for (const wish of ['START', 'STOP', 'RESTART'] as const) {
      for (const channelState of channelStates) {
        const state = channelIn({ state: channelState });
        refusals(() => ask(state, wishChannel(wish, { id: channelId }, anyone)));
        const after = state.get('channel', channelId);
        if (after?.wish) expect(planChannelWish(after), `${wish} ${channelState}`).not.toBe('done');
      }
    }
  });

  it("refuses a destination's channel, and one that nobody uses", () => {
    const { state } = withDestination({
      work: { ...newWork, channel: { requestId: 'r', id: channelId, configVersion: 1, presetVersion: 1 } },
    });
    state.put('channel', channelId, channel({ role: 'DEDICATED' }));
    const ask1 = () => ask(state, wishChannel('STOP', { id: channelId }, anyone));
    expect(refusals(ask1)).toEqual(['CHANNEL_IN_USE id']);
    const unmanaged = channelIn({ role: 'UNMANAGED', state: 'RUNNING' });
    const ask2 = () => ask(unmanaged, wishChannel('STOP', { id: channelId }, anyone));
    expect(refusals(ask2)).toEqual(['INVALID_TRANSITION id']);
  });

  it('hides what is unknown or out of reach', () => {
    const state = channelIn({});
    expect(refusals(() => ask(state, wishChannel('START', { id: '9' }, anyone)))).toEqual(['NOT_FOUND id']);
    expect(refusals(() => ask(state, wishChannel('START', { id: channelId }, limited)))).toEqual([
      'NOT_FOUND id',
    ]);
  });
});
