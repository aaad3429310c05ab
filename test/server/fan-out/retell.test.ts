import { expect, it } from 'vitest';
import { decodeCursor } from '../../../src/domain/cursor.ts';
import { furtherOf, type Place } from '../../../src/pubsub/stream.ts';
import { UnobservedHistory } from '../../../src/pubsub/unobserved-history.ts';
import { type RecordChange, watch } from '../../../src/pubsub/watch.ts';
import { type Member, startGroup } from '../../../src/server/fan-out/group.ts';
import { createPace } from '../../../src/server/fan-out/pace.ts';
import { shareMessage } from '../../../src/server/fan-out/shared-message.ts';
import { settled } from '../../_kit/manual-clock.ts';
import { openLog, putOutput } from '../../pubsub/outputs.ts';

const everything = { role: 'VIEWER', flowIds: null } as const;

async function openGroup() {
  const log = await openLog();
  for (const id of ['one', 'two']) await log.store.change(putOutput(id, 'flow-a'));
  const listeners = new Set<() => void>();
  const parts = new UnobservedHistory();
  const freshness = {
    unobserved: () => null,
    parts,
    unobservedAfterMs: 120_000,
    onFlip(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {},
  };
  const deps = { ...log, freshness };
  const stream = watch(deps, { type: 'output' });
  for (let next = await stream.nextKnown(); next; next = await stream.nextKnown());
  let executions = 0;
  const group = startGroup({
    ...{ deps, position: stream.position, teller: stream.teller, pace: createPace(1_000) },
    answer(message) {
      executions += 1;
      const { kind, id, cursor } = message as RecordChange<'output'>;
      return shareMessage({ data: { kind, id, cursor } });
    },
    count() {},
    onEnd() {},
  });
  return {
    ...{ log, stream, group },
    executions: () => executions,
    async setUnobserved(rest: number, eyes: Record<string, number> = {}) {
      parts.set({ rest, eyes: new Map(Object.entries(eyes)) });
      for (const listener of [...listeners]) listener();
      for (let n = 0; n < 10; n += 1) await settled();
    },
    async [Symbol.asyncDispose]() {
      group.close();
      await stream.return?.();
    },
  };
}

function member(takes = Number.POSITIVE_INFINITY) {
  const told: { kind: string; id: string | null; cursor: string }[] = [];
  const places: (Place | null)[] = [];
  let took: Place | null = null;
  const self: Member = {
    take({ result }, at) {
      if (told.length === takes) return false;
      took = at;
      return told.push(result.data as (typeof told)[number]) > 0;
    },
    release: (place) => void places.push(took && place ? furtherOf(took, place) : place),
  };
  return { ...self, places, all: told, said: () => told.map(({ kind, id }) => `${kind} ${id}`) };
}

const everyRecord = ['UPDATED one', 'UPDATED two', 'BOOKMARK null'];

it('tells everybody each record once when it cannot vouch for them any more, and once when it can again', async () => {
  await using opened = await openGroup();
  const { group, stream, executions, setUnobserved } = opened;
  const [first, second, knowing] = [member(), member(), member()];
  group.join(stream.position, first, everything, 0);
  group.join(stream.position, second, everything, 0);
  group.join(stream.position, knowing, everything, 7);
  await setUnobserved(7);
  expect(first.said()).toEqual(everyRecord);
  expect(second.said()).toEqual(everyRecord);
  expect(executions()).toBe(3);
  expect(knowing.said()).toEqual([]);

  await opened.log.store.change(putOutput('three', 'flow-a'));
  for (let n = 0; n < 10; n += 1) await settled();
  for (const each of [first, second, knowing]) expect(each.said().at(-1)).toBe('CREATED three');
  await setUnobserved(0);
  expect(knowing.said()).toEqual([
    'CREATED three',
    'UPDATED one',
    'UPDATED two',
    'UPDATED three',
    'BOOKMARK null',
  ]);
  const cursors = first.all.map(({ cursor }) => cursor);
  expect(new Set(cursors).size).toBe(cursors.length);
});

it('tells those records alone whose part of AWS it can vouch for no more, and nobody of what he does not see', async () => {
  await using opened = await openGroup();
  const { group, stream, setUnobserved } = opened;
  await opened.log.store.change(putOutput('other', 'flow-b'));
  for (let n = 0; n < 10; n += 1) await settled();
  const { position } = opened.log.store.state;
  const [all, limited] = [member(), member()];
  group.join(position, all, everything, 0);
  group.join(position, limited, { role: 'VIEWER', flowIds: ['flow-a'] }, 0);
  await setUnobserved(0, { 'flow-b': 7 });
  expect(all.said()).toEqual(['UPDATED other', 'BOOKMARK null']);
  expect(limited.said()).toEqual(['BOOKMARK null']);
  await setUnobserved(7, {});
  expect(all.said().slice(2)).toEqual(['UPDATED one', 'UPDATED two', 'BOOKMARK null']);
  expect(limited.said().slice(1)).toEqual(['UPDATED one', 'UPDATED two', 'BOOKMARK null']);
  await setUnobserved(0, { 'flow-a': 7 });
  expect(all.said().slice(5)).toEqual(['UPDATED other', 'BOOKMARK null']);
  expect(stream.teller.unobserved()).not.toBe(0);
});

it('sends no cursor twice, though it can vouch and cannot again and again while nothing is appended', async () => {
  await using opened = await openGroup();
  const { group, stream, setUnobserved } = opened;
  const [quick, late] = [member(), member()];
  group.join(stream.position, quick, everything, 0);
  await setUnobserved(7);
  group.join(stream.position, late, everything, 0);
  for (const rest of [0, 8, 0, 7]) await setUnobserved(rest);
  for (const { all } of [quick, late]) {
    const cursors = all.map(({ cursor }) => cursor);
    expect(cursors.length).toBeGreaterThanOrEqual(9);
    expect(new Set(cursors).size).toBe(cursors.length);
  }
});

it('leaves one that became slow in between with a place from which all are told it again, and none is missed', async () => {
  await using opened = await openGroup();
  const { group, stream, setUnobserved } = opened;
  const slow = member(1);
  const quick = member();
  group.join(stream.position, slow, everything, 0);
  group.join(stream.position, quick, everything, 0);
  await setUnobserved(7);
  expect(slow.said()).toEqual(['UPDATED one']);
  expect(quick.said()).toEqual(everyRecord);
  stream.seek(slow.places[0] as Place);
  const again: string[] = [];
  for (let next = await stream.nextKnown(); next && !next.done; next = await stream.nextKnown())
    again.push(`${next.value.kind} ${next.value.id}`);
  expect(again).toEqual(everyRecord);
  expect(decodeCursor(quick.all.at(-1)?.cursor ?? '')).toMatchObject({ unobserved: 7 });
});
