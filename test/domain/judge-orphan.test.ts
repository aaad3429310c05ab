import { describe, expect, it } from 'vitest';
import { put } from '../../src/domain/change.ts';
import { judgeOrphan } from '../../src/domain/judge-orphan.ts';
import { noteOrphans } from '../../src/domain/note-orphans.ts';
import { findOrphans } from '../../src/domain/orphans.ts';
import type { Channel, Input, OrphanNote, Output } from '../../src/domain/records.ts';
import { FoldedState } from '../../src/domain/state.ts';
import { output } from '../pubsub/outputs.ts';
import { channel, flow, input, now } from './commands/ask.ts';
import { flowArn } from './seen.ts';

const installation = 'home';
const tags = { 'lunora:installation': installation, 'lunora:destination': 'gone', 'lunora:generation': '1' };
const later = '2026-11-21T08:05:00.000Z';
const justBefore = '2026-11-21T08:04:59.999Z';

interface Left {
  channel?: Partial<Channel>;
  input?: Partial<Input>;
  output?: Partial<Output>;
  note?: { [K in keyof OrphanNote]?: OrphanNote[K] | undefined } | null;
  bitrate?: number | null;
}

/** What is known of one orphan, first seen at `now`. */
function judged(left: Left, at: string) {
  const state = new FoldedState();
  const source = flow().sources.map((one) => ({ ...one, connected: true, bitrate: left.bitrate ?? null }));
  state.put('flow', flowArn, flow({ state: 'ACTIVE', sources: source }));
  if (left.channel) {
    const seen = channel({ id: '1', role: 'DEDICATED', tags, inputIds: ['2'], ...left.channel });
    state.fold([put(state, 'channel', seen)], 1);
  }
  if (left.input) {
    const seen = input({ id: '2', tags, flowArns: [flowArn], ...left.input });
    state.fold([put(state, 'input', seen)], 1);
  }
  if (left.output) {
    const seen = { ...output('arn:3', flowArn, 'lunora-home-gone-1'), ...left.output };
    state.fold([put(state, 'output', seen)], 1);
  }
  if (left.note !== null) {
    state.fold(noteOrphans(state, installation, now), 2);
    for (const note of [...state.all('orphan')])
      state.put('orphan', note.id, { ...note, released: true, ...left.note } as OrphanNote);
  }
  const [orphan] = findOrphans(state, installation);
  if (!orphan) throw new Error('There is no orphan.');
  return judgeOrphan(state, orphan, at);
}

describe('an orphan', () => {
  it.each<[string, Left, string, string, boolean]>([
    ['not noted yet', { channel: { state: 'IDLE' }, note: null }, later, 'GRACE_PERIOD', false],
    ['just before five minutes', { channel: { state: 'IDLE' } }, justBefore, 'GRACE_PERIOD', false],
    ['idle for five minutes', { channel: { state: 'IDLE' } }, later, 'READY', true],
    ['running', { channel: { state: 'RUNNING' } }, later, 'READY', true],
    ['recovering', { channel: { state: 'RECOVERING' } }, later, 'READY', true],
    ['that could not be made', { channel: { state: 'CREATE_FAILED' } }, later, 'READY', true],
    ['that could not be changed', { channel: { state: 'UPDATE_FAILED' } }, later, 'READY', true],
    ['starting', { channel: { state: 'STARTING' } }, later, 'CHANGING', false],
    ['in a state AWS has added', { channel: { state: 'UNKNOWN' } }, later, 'CHANGING', false],
    ['input on its own', { input: { state: 'DETACHED' } }, later, 'READY', true],
    ['input a channel takes', { input: { state: 'ATTACHED' } }, later, 'ATTACHED', false],
    ['input on its way out', { input: { state: 'DELETING' } }, later, 'CHANGING', false],
    ['output', { output: {} }, later, 'READY', true],
    ['that AWS kept', { output: {}, note: { failure: 'no' } }, later, 'LAST_TRY_FAILED', true],
    [
      'that no record shows',
      { channel: { state: 'RUNNING' }, note: { released: false } },
      later,
      'NOT_RECORDED',
      false,
    ],
    ['not looked up yet', { output: {}, note: { released: undefined } }, later, 'NOT_RECORDED', false],
    [
      'that a caller approved',
      { output: {}, note: { released: false, approved: true } },
      later,
      'READY',
      true,
    ],
    [
      'that AWS kept and that starts',
      { channel: { state: 'STARTING' }, note: { failure: 'no' } },
      later,
      'CHANGING',
      false,
    ],
  ])('%s', (_what, left, at, reason, sweepable) => {
    expect(judged(left, at)).toMatchObject({ reason, sweepable });
  });

  it('tells when it was first seen and when its grace period ends', () => {
    expect(judged({ output: {} }, now)).toMatchObject({ firstSeenAt: now, graceEndsAt: later });
    expect(judged({ output: {}, note: null }, now)).toMatchObject({ firstSeenAt: null, graceEndsAt: null });
  });

  it.each<[string, Left, string]>([
    ['an idle channel', { channel: { state: 'IDLE' } }, '0.0100'],
    ['an input nobody takes', { input: { state: 'DETACHED' } }, '0.0100'],
    ['an enabled output by the source’s bit rate', { output: {}, bitrate: 8_000_000 }, '0.3240'],
    ['an output whose source tells no bit rate', { output: {} }, '0.0000'],
    ['a disabled output', { output: { enabled: false }, bitrate: 8_000_000 }, '0.0000'],
  ])('costs what it costs alone: %s', (_what, left, costPerHour) => {
    expect(judged(left, now).costPerHour).toBe(costPerHour);
  });

  it('an input that a running channel takes costs nothing besides', () => {
    const state = new FoldedState();
    state.put('channel', '1', channel({ id: '1', state: 'RUNNING' }));
    state.put('input', '2', input({ id: '2', state: 'ATTACHED', channelIds: ['1'], tags }));
    expect(findOrphans(state, installation)).toMatchObject([{ type: 'input', costPerHour: '0.0000' }]);
  });
});

describe('the notes', () => {
  it('keep a channel and an input with the same id apart, and stay as they are', () => {
    const state = new FoldedState();
    state.put('channel', '7', channel({ id: '7', role: 'DEDICATED', tags }));
    state.put('input', '7', input({ id: '7', tags }));
    const changes = noteOrphans(state, installation, now);
    expect(changes.map(({ id, kind }) => `${kind} ${id}`)).toEqual(['CREATED channel 7', 'CREATED input 7']);
    state.fold(changes, 1);
    expect(noteOrphans(state, installation, later)).toEqual([]);
  });
});
