import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announce, succeed } from '../../src/domain/advance.ts';
import { put } from '../../src/domain/change.ts';
import { rotateStreamKey } from '../../src/domain/commands/rotate-stream-key.ts';
import {
  type UpdateDestinationCommand,
  updateDestination,
} from '../../src/domain/commands/update-destination.ts';
import { updatePreset } from '../../src/domain/commands/update-preset.ts';
import { contentOf } from '../../src/domain/made-content.ts';
import type { Destination } from '../../src/domain/records.ts';
import { situationOf } from '../../src/domain/situation.ts';
import type { FoldedState } from '../../src/domain/state.ts';
import {
  anyone,
  ask,
  channel,
  creation,
  input,
  keeping,
  now,
  plainKey,
  sealed,
  withDestination,
} from './commands/ask.ts';

const preset = {
  name: 'Mine',
  width: 1280,
  height: 720,
  framesPerSecond: 30,
  videoBitrate: 3_000_000,
  audioBitrate: 128_000,
};

/** A destination on air, with a preset of its own. */
function onAir() {
  const { state } = withDestination({}, creation({ presetId: null }));
  state.put('preset', 'p1', { ...preset, id: 'p1', builtIn: false, version: 1 });
  const created = {
    ...(state.get('destination', 'd1') as Destination),
    presetId: 'p1',
    desired: 'RUNNING' as const,
  };
  const names = {
    input: 'i',
    channel: 'c',
    resource: 'o',
    presetVersion: 1,
    content: contentOf(state, created),
  };
  const step = (
    work: Destination['work'],
    act: 'createInput' | 'createChannel' | 'startChannel',
    id: string,
  ) =>
    succeed(
      announce({ ...created, work }, act, names, 1, now),
      { ...created, content: names.content },
      act,
      id,
      1,
    );
  let { work } = created;
  work = step(work, 'createInput', '1000001');
  work = step(work, 'createChannel', '2000001');
  work = step(work, 'startChannel', '2000001');
  state.put('input', '1000001', input({ state: 'ATTACHED' }));
  state.put(
    'channel',
    '2000001',
    channel({ id: '2000001', state: 'RUNNING', pipelinesRunning: 1, alertsReadAt: now }),
  );
  state.fold([put(state, 'destination', { ...created, work })], state.position);
  return state;
}

const at = (state: FoldedState) => state.get('destination', 'd1') as Destination;
const edit = (state: FoldedState, more: Partial<UpdateDestinationCommand>) =>
  ask(
    state,
    updateDestination({ id: 'd1', expectedVersion: null, apply: 'NEXT_START', ...keeping, ...more }, anyone),
  );
const rotate = (state: FoldedState, key: string, apply: 'NEXT_START' | 'RESTART_NOW' = 'NEXT_START') =>
  ask(state, rotateStreamKey({ id: 'd1', expectedVersion: null, streamKey: sealed(key), apply }, anyone));
const change = (state: FoldedState, framesPerSecond: number) =>
  ask(
    state,
    updatePreset({ id: 'p1', expectedVersion: null, changes: { framesPerSecond }, redact: String }, anyone),
  );

describe('an edit on air', () => {
  it('is pending exactly while AWS has something else, whatever was edited and taken back', () => {
    const edits = fc.array(
      fc.oneof(
        fc.record({ what: fc.constant('url' as const), to: fc.integer({ min: 0, max: 1 }) }),
        fc.record({ what: fc.constant('key' as const), to: fc.integer({ min: 0, max: 1 }) }),
        fc.record({ what: fc.constant('preset' as const), to: fc.integer({ min: 0, max: 1 }) }),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(edits, (list) => {
        const state = onAir();
        const url = at(state).url as string;
        const is = { url: 0, key: 0, preset: 0 };
        for (const { what, to } of list) {
          is[what] = to;
          if (what === 'url') edit(state, { url: to === 0 ? url : 'rtmp://h.example/app' });
          if (what === 'key') rotate(state, to === 0 ? plainKey : 'zyxw-9876-vuts-5432');
          if (what === 'preset') change(state, to === 0 ? 30 : 25);
          expect(at(state).condition.pendingChanges).toBe(is.url + is.key + is.preset > 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does nothing by RESTART_NOW when there is nothing to change at AWS', () => {
    const state = onAir();
    const url = at(state).url as string;
    expect(edit(state, { apply: 'RESTART_NOW' }).changes).toEqual([]);
    edit(state, { url: 'rtmp://h.example/app' });
    edit(state, { url, apply: 'RESTART_NOW' });
    expect(at(state).restartFor).toBeNull();
    rotate(state, 'zyxw-9876-vuts-5432');
    rotate(state, plainKey, 'RESTART_NOW');
    expect(at(state)).toMatchObject({
      restartFor: null,
      condition: { status: 'RUNNING', pendingChanges: false },
    });
  });

  it('that was to restart and is taken back restarts neither then nor for a later edit', () => {
    const state = onAir();
    const url = at(state).url as string;
    edit(state, { url: 'rtmp://h.example/app', apply: 'RESTART_NOW' });
    expect(situationOf(state, at(state), false).restart).toBe(true);
    edit(state, { url });
    edit(state, { url: 'rtmp://h.example/later' });
    expect(situationOf(state, at(state), false)).toMatchObject({ drift: true, restart: false });
  });

  it('that is on its way to AWS is not believed to be taken back before AWS has the old content again', () => {
    const state = onAir();
    const url = at(state).url as string;
    edit(state, { url: 'rtmp://h.example/app' });
    const names = {
      input: 'i',
      channel: 'c',
      resource: 'o',
      presetVersion: 1,
      content: contentOf(state, at(state)),
    };
    const work = announce(at(state), 'updateChannel', names, 1, now);
    state.fold([put(state, 'destination', { ...at(state), work })], state.position);
    edit(state, { url });
    expect(situationOf(state, at(state), false).drift).toBe(true);
  });

  it('is compared by its version where a process that knows no contents has set up the channel', () => {
    const state = onAir();
    const { work } = at(state);
    const older = work.channel && { ...work.channel, configVersion: 9 };
    const next = {
      ...at(state),
      configVersion: 9,
      url: 'rtmp://h.example/app',
      work: { ...work, channel: older },
    };
    state.fold([put(state, 'destination', next)], state.position);
    expect(situationOf(state, at(state), false).drift).toBe(false);
  });
});
