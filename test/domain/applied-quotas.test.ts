import { describe, expect, it } from 'vitest';
import { appliedQuotas, type ListedQuota } from '../../src/domain/applied-quotas.ts';
import { mediaLiveEye, observeEye } from '../../src/domain/observe-eye.ts';
import { observeQuotas } from '../../src/domain/observe-quotas.ts';
import { limitOf } from '../../src/domain/quotas.ts';
import { FoldedState } from '../../src/domain/state.ts';
import { fold } from './seen.ts';

const listed = (serviceCode: string, code: string, name: string, value: number): ListedQuota => ({
  ...{ serviceCode, code, name, value },
});
const channels = listed('medialive', 'L-D1AFAF75', 'Channels', 7);
const pushInputs = listed('medialive', 'L-9E233AF7', 'Push Inputs', 8);
const mediaConnectInputs = listed('medialive', 'L-FBCE2FC3', 'MediaConnect Inputs', 9);
const outputs = listed('mediaconnect', 'L-CB77E87E', 'Outputs', 20);

describe('what AWS lists', () => {
  it.each<[string, ListedQuota[], object]>([
    ['by code', [channels, pushInputs, outputs], { channels: 7, pushInputs: 8, outputsPerFlow: 20 }],
    ['by code, whatever it is called', [{ ...channels, name: 'Chaînes' }], { channels: 7 }],
    [
      'by name, where the code is another',
      [{ ...outputs, code: 'L-NEW', name: ' outputs' }],
      { outputsPerFlow: 20 },
    ],
    ['of MediaConnect inputs before push inputs', [pushInputs, mediaConnectInputs], { pushInputs: 9 }],
    ['not of another service', [{ ...channels, serviceCode: 'mediapackage' }], {}],
    ['not of another name', [listed('medialive', 'L-05A796F2', 'HEVC Channels', 5)], {}],
    [
      'not without a count',
      [
        { ...channels, value: Number.NaN },
        { ...outputs, value: -1 },
      ],
      {},
    ],
    ['also as nothing', [{ ...channels, value: 0 }], { channels: 0 }],
    ['not at all', [], {}],
  ])('is taken %s', (_how, quotas, expected) => {
    expect(appliedQuotas(quotas)).toEqual(expected);
  });
});

const at = '2026-11-01T12:00:00.000Z';
const seen = () => {
  const state = new FoldedState();
  fold(state, observeEye(state, mediaLiveEye, { at, due: true }));
  return state;
};
const quotasIn = (state: FoldedState) => state.get('eye', mediaLiveEye)?.quotas;

describe('the limit in force', () => {
  it('is what a refusal taught, else what is set, else what AWS answers, else the default', () => {
    const state = seen();
    expect(limitOf(state, 'outputsPerFlow', {})).toBe(50);
    expect(limitOf(state, 'channels', {})).toBe(10);
    fold(state, observeQuotas(state, { limits: { outputsPerFlow: 20 }, at }));
    expect(limitOf(state, 'outputsPerFlow', {})).toBe(20);
    expect(limitOf(state, 'channels', {})).toBe(10);
    expect(limitOf(state, 'outputsPerFlow', { outputsPerFlow: 30 })).toBe(30);
    state.put('quota', 'outputsPerFlow', { id: 'outputsPerFlow', limit: 12, at });
    expect(limitOf(state, 'outputsPerFlow', { outputsPerFlow: 30 })).toBe(12);
  });
});

describe('a read of quotas', () => {
  it('is kept through looks, good and failed ones', () => {
    const state = seen();
    fold(state, observeQuotas(state, { limits: { channels: 3 }, at }));
    fold(state, observeEye(state, mediaLiveEye, { at, due: true }));
    expect(quotasIn(state)).toEqual({ limits: { channels: 3 }, readAt: at, error: null });
    fold(state, observeEye(state, mediaLiveEye, { misses: 3, error: 'no route' }));
    expect(state.get('eye', mediaLiveEye)).toMatchObject({
      stale: true,
      quotas: { limits: { channels: 3 } },
    });
  });

  it('leaves what was read before in force when it fails, and is recorded once until one succeeds', () => {
    const state = seen();
    fold(state, observeQuotas(state, { limits: { channels: 3 }, at }));
    expect(fold(state, observeQuotas(state, { error: 'denied 1' })).changes).toHaveLength(1);
    expect(fold(state, observeQuotas(state, { error: 'denied 2' })).changes).toEqual([]);
    expect(quotasIn(state)).toEqual({ limits: { channels: 3 }, readAt: at, error: 'denied 1' });
    fold(state, observeQuotas(state, { limits: {}, at }));
    expect(quotasIn(state)).toEqual({ limits: {}, readAt: at, error: null });
  });

  it('is not recorded before MediaLive was seen, which would call AWS reachable', () => {
    const state = new FoldedState();
    expect(observeQuotas(state, { error: 'denied' }).changes).toEqual([]);
  });
});
