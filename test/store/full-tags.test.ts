import { expect, it } from 'vitest';
import { put } from '../../src/domain/change.ts';
import { updateDestination } from '../../src/domain/commands/update-destination.ts';
import { updatePreset } from '../../src/domain/commands/update-preset.ts';
import type { Decide } from '../../src/domain/decision.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import type { Destination } from '../../src/domain/records.ts';
import type { FoldedState } from '../../src/domain/state.ts';
import { decideGroup, maxEntryBytes } from '../../src/store/decide-group.ts';
import { anyone, creation, keeping, now, withDestination } from '../domain/commands/ask.ts';

/** 40 tags as long as AWS allows, of letters that take three bytes each. */
const fullTags = (letter: string) =>
  Array.from({ length: 40 }, (_, index) => ({
    key: `${index}`.padEnd(128, letter).slice(0, 128),
    value: letter.repeat(256).slice(0, 256),
  }));

async function decided(state: FoldedState, decide: Decide<unknown>) {
  const outcome = new Promise((resolve, reject) => {
    const group = decideGroup(state, [{ decide, resolve, reject, confirmed: true }], now, findConsequences);
    group.settle();
    const text = [...group.changes, ...group.events].join(',');
    expect(Buffer.byteLength(text)).toBeLessThan(maxEntryBytes);
  });
  return outcome;
}

it('replaces 40 full tags by 40 others', async () => {
  const { state } = withDestination({}, creation({ tags: fullTags('\u754c') }));
  const command = { id: 'd1', expectedVersion: null, apply: 'NEXT_START' as const, ...keeping };
  const next = await decided(state, updateDestination({ ...command, tags: fullTags('\u754d') }, anyone));
  expect((next as Destination).tags[0]?.value).toBe('\u754d'.repeat(256));
});

it('changes a preset that many destinations with 40 full tags use', async () => {
  const { state, current } = withDestination({}, creation({ tags: fullTags('\u754c') }));
  const encoding = { width: 1280, height: 720, videoBitrate: 3_000_000, audioBitrate: 128_000 };
  state.put('preset', 'p', {
    ...encoding,
    id: 'p',
    name: 'P',
    framesPerSecond: 30,
    builtIn: false,
    version: 1,
  });
  const channel = { requestId: 'c', id: '7', configVersion: 1, presetVersion: 0 };
  for (let index = 0; index < 20; index += 1) {
    const id = `d${index}`;
    const work = { ...current().work, channel: { ...channel, id: `${index}` } };
    const condition = { ...current().condition, stale: true };
    state.fold(
      [put(state, 'destination', { ...current(), id, presetId: 'p', work, condition })],
      state.position,
    );
  }
  const changes = { framesPerSecond: 25 };
  await decided(state, updatePreset({ id: 'p', expectedVersion: null, changes, redact: String }, anyone));
});
