import { describe, expect, it } from 'vitest';
import { announce } from '../../src/domain/advance.ts';
import { learnChannel, learnInput } from '../../src/domain/answers.ts';
import { newCondition, newWork } from '../../src/domain/new-work.ts';
import type { Destination } from '../../src/domain/records.ts';
import { situationOf } from '../../src/domain/situation.ts';
import { FoldedState } from '../../src/domain/state.ts';
import { flowArn, seenChannel, seenInput } from './seen.ts';

const now = '2026-11-21T08:00:00.000Z';
const names = { input: 'i', channel: 'c', resource: 'lunora-here-d-1', presetVersion: 1 };
const tags = { 'lunora:destination': 'd', 'lunora:generation': '1' };

/** An input and a channel announced, and AWS showing both, under this name. */
function seenAs(name: string, step: 'createInput' | 'createChannel') {
  const state = new FoldedState();
  const wanted: Destination = {
    ...{ id: 'd', name: 'd', platform: 'CUSTOM', deliveryMode: 'DEDICATED_CHANNEL', protocol: 'RTMP' },
    ...{ url: 'rtmp://localhost/live', backupUrl: null, srt: null, streamKey: null, presetId: null },
    ...{ flowId: flowArn, tags: [], desired: 'RUNNING', startWithoutSource: false, force: false },
    ...{ version: 1, configVersion: 1, restartFor: null, wishedAt: now, createdAt: now, updatedAt: now },
    ...{ work: newWork, condition: newCondition, sessionId: null },
  };
  const destination = { ...wanted, work: announce(wanted, step, names, 1, now) };
  const learnt = [
    learnInput(state, seenInput({ name, tags }), now),
    learnChannel(state, seenChannel({ name, tags }), now),
  ];
  state.fold(
    learnt.flatMap(({ changes }) => changes),
    1,
  );
  return situationOf(state, destination, false);
}

describe('what AWS shows of something that was announced', () => {
  it.each(['createInput', 'createChannel'] as const)('is found by its tags after %s', (step) => {
    const { input, channel } = seenAs('lunora-here-d-1', step);
    expect(step === 'createInput' ? input : channel).toBe('FOUND');
  });

  it.each(['createInput', 'createChannel'] as const)(
    'is not taken for ours after %s where a copy of this installation made it for the same destination',
    (step) => {
      const { input, channel } = seenAs('lunora-copy-d-1', step);
      expect(step === 'createInput' ? input : channel).toBe('ANNOUNCED');
    },
  );
});
