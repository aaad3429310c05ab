import { afterEach, beforeEach, expect, it } from 'vitest';
import { furtherOf, type LogStream, type Place } from '../../../src/pubsub/stream.ts';
import { type RecordChange, watch } from '../../../src/pubsub/watch.ts';
import type { Scope } from '../../../src/server/fan-out/asked.ts';
import { type Group, type Member, startGroup } from '../../../src/server/fan-out/group.ts';
import { createPace } from '../../../src/server/fan-out/pace.ts';
import { type SharedMessage, shareMessage } from '../../../src/server/fan-out/shared-message.ts';
import { settled } from '../../_kit/manual-clock.ts';
import { openLog, putOutput } from '../../pubsub/outputs.ts';

let log: Awaited<ReturnType<typeof openLog>>;
let stream: LogStream<RecordChange<'output'>>;
let group: Group;
/** What is being answered: each is let go by hand. */
let answering: { id: string | null; done(): void; fail(): void }[];
let ended: unknown[];

beforeEach(async () => {
  log = await openLog();
  answering = [];
  ended = [];
  stream = watch(log, { type: 'output' });
  const answer = (message: unknown) =>
    new Promise<SharedMessage>((resolve, reject) => {
      const { id } = message as RecordChange<'output'>;
      answering.push({
        id,
        done: () => resolve(shareMessage({ data: { id } })),
        fail: () => reject(new Error('cannot be answered')),
      });
    });
  group = startGroup({
    ...{ deps: log, position: 0, teller: stream.teller, answer, pace: createPace(3) },
    count() {},
    onEnd: (error) => void ended.push(error),
  });
});
afterEach(async () => {
  group.close();
  await stream.return?.();
  expect(log.clock.pending()).toBe(0);
});

function member(takes = Number.POSITIVE_INFINITY) {
  const told: unknown[] = [];
  /** Where it goes on by itself. */
  const places: (Place | null)[] = [];
  let took: Place | null = null;
  const self: Member = {
    take({ result }, at) {
      if (told.length === takes) return false;
      took = at;
      return told.push(result.data?.['id']) > 0;
    },
    release: (place) => void places.push(took && place ? furtherOf(took, place) : place),
  };
  return { ...self, told, places };
}

const everything: Scope = { role: 'VIEWER', flowIds: null };

async function answered(id: string): Promise<void> {
  for (let n = 0; n < 20 && answering.length === 0; n += 1) await settled();
  const next = answering.shift();
  expect(next?.id).toBe(id);
  next?.done();
  for (let n = 0; n < 10; n += 1) await settled();
}
const change = (id: string) => log.store.change(putOutput(id, 'flow-a'));

it('takes people in between entries: what is being told is for those who were there before', async () => {
  const [first, behind, just, ahead] = [member(), member(), member(), member()];
  expect(group.join(0, first, everything)).toBe(true);
  await change('one');
  await expect.poll(() => answering.length).toBe(1);
  expect(group.join(0, behind, everything)).toBe(false);
  expect(group.join(1, just, everything)).toBe(true);
  expect(group.join(2, ahead, everything)).toBe(true);
  await answered('one');
  await change('two');
  await answered('two');
  await change('three');
  await answered('three');
  expect(first.told).toEqual(['one', 'two', 'three']);
  expect(just.told).toEqual(['two', 'three']);
  expect(ahead.told).toEqual(['three']);
  expect(behind.told).toEqual([]);
});

it('lets go of one that takes no more at the place before, and tells the others', async () => {
  const [slow, quick] = [member(1), member()];
  group.join(0, slow, everything);
  group.join(0, quick, everything);
  await Promise.all([change('one'), change('two'), change('three')]);
  for (const id of ['one', 'two', 'three']) await answered(id);
  expect(slow.told).toEqual(['one']);
  // All three are one entry, at most; its second message was not taken.
  stream.seek(slow.places[0] ?? { position: 0, index: 0 });
  expect((await stream.nextKnown())?.value).toMatchObject({ id: 'two' });
  expect(quick.told).toEqual(['one', 'two', 'three']);
  expect(slow.places).toHaveLength(1);
});

it('releases everybody where they are when it cannot go on', async () => {
  const [first, waiting] = [member(), member()];
  group.join(0, first, everything);
  await change('one');
  await answered('one');
  await change('two');
  await expect.poll(() => answering.length).toBe(1);
  group.join(2, waiting, everything);
  answering.shift()?.fail();
  await expect.poll(() => ended).toHaveLength(1);
  expect(first.places).toHaveLength(1);
  stream.seek(first.places[0] ?? { position: 9, index: 9 });
  expect((await stream.nextKnown())?.value).toMatchObject({ id: 'two' });
  expect(waiting.places).toEqual([null]);
  expect(group.join(2, member(), everything)).toBe(false);
});

it('ends when the last one leaves, in the middle of an answer too', async () => {
  const [first, second] = [member(), member()];
  group.join(0, first, everything);
  group.join(0, second, everything);
  await change('one');
  await expect.poll(() => answering.length).toBe(1);
  group.leave(first);
  expect(ended).toEqual([]);
  group.leave(second);
  expect(ended).toEqual([null]);
  answering.shift()?.done();
  await settled();
  expect([first.told, second.told]).toEqual([[], []]);
});

it('tells many in slices, everybody once', async () => {
  const all = Array.from({ length: 250 }, () => member());
  for (const one of all) group.join(0, one, everything);
  await change('one');
  await answered('one');
  await expect.poll(() => all.every(({ told }) => told.length === 1)).toBe(true);
  await change('two');
  await answered('two');
  await expect.poll(() => all.every(({ told }) => told.length === 2)).toBe(true);
});

it('lets go of everybody just where they are when it is closed between two slices', async () => {
  const all = Array.from({ length: 250 }, () => member());
  for (const one of all) group.join(0, one, everything);
  await change('one');
  await expect.poll(() => answering.length).toBe(1);
  answering.shift()?.done();
  const count = () => all.filter(({ told }) => told.length === 1).length;
  while (count() === 0) await settled();
  expect(count()).toBeLessThan(250);
  group.close();
  for (const { told, places } of all) {
    stream.seek(places[0] ?? { position: 9, index: 9 });
    const next = await stream.nextKnown();
    expect([...told, ...(next ? [(next.value as RecordChange<'output'>).id] : [])]).toEqual(['one']);
  }
});

it('tells each scope what it may see, one message for all who may see it, in order', async () => {
  const scoped = (...flowIds: string[]): Scope => ({ role: 'VIEWER', flowIds });
  const [a, ab, all, none] = [member(), member(), member(), member()];
  group.join(0, a, scoped('flow-a'));
  group.join(0, ab, scoped('flow-a', 'flow-b'));
  group.join(0, all, everything);
  group.join(0, none, scoped());
  const commit = (id: string, flow: string) => log.store.change(putOutput(id, flow));
  await Promise.all([commit('one', 'flow-a'), commit('two', 'flow-b'), commit('three', 'flow-a')]);
  // What one may see, then what the first of those may who are left: each is answered what it alone is told.
  while (all.told.length < 3) {
    await expect.poll(() => answering.length).toBe(1);
    answering.shift()?.done();
    await settled();
  }
  expect(a.told).toEqual(['one', 'three']);
  expect(ab.told).toEqual(['one', 'two', 'three']);
  expect(all.told).toEqual(['one', 'two', 'three']);
  expect(none.told).toEqual([]);
});
