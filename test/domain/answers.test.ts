import { expect, it } from 'vitest';
import { learnChannel, learnInput } from '../../src/domain/answers.ts';
import { observeChannel } from '../../src/domain/observe-channel.ts';
import { observeInput } from '../../src/domain/observe-input.ts';
import { FoldedState } from '../../src/domain/state.ts';
import { fold, seenChannel, seenInput } from './seen.ts';

const settings = { installationId: 'inst', primaryChannelId: null, primaryPlaybackUrl: null };
const at = (second: number) => `2026-11-01T12:00:${String(second).padStart(2, '0')}.000Z`;
const look = { startedAt: at(1), endedAt: at(1), position: 1 };

it('learns late that a channel was created, and keeps what a look has shown of it since', () => {
  const state = new FoldedState();
  fold(state, observeChannel(state, '2000001', seenChannel({ state: 'IDLE' }), look, settings, at(1)));
  const { changes, events } = learnChannel(state, seenChannel({ state: 'CREATING' }), at(2));
  expect(changes).toMatchObject([{ record: { state: 'IDLE', stateSince: at(1), acted: { at: at(2) } } }]);
  expect(events).toEqual([]);
});

it('learns late that an input was created, and keeps what a look has shown of it since', () => {
  const state = new FoldedState();
  fold(state, observeInput(state, '1000001', seenInput({ state: 'DETACHED' }), look));
  const { changes } = learnInput(state, seenInput({ state: 'CREATING' }), at(2));
  expect(changes).toMatchObject([{ record: { state: 'DETACHED', acted: { at: at(2) } } }]);
});
