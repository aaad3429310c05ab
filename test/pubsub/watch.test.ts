import { describe, expect, it } from 'vitest';
import { decodeCursor, END, encodeCursor } from '../../src/domain/cursor.ts';
import { type RecordChange, watch } from '../../src/pubsub/watch.ts';
import { createStore } from '../../src/store/create-store.ts';
import { settled } from '../_kit/manual-clock.ts';
import { openLog, putOutput, removeOutput, say, seeing, take } from './outputs.ts';

const told = (messages: readonly RecordChange<'output'>[]) =>
  messages.map(({ kind, id, record }) =>
    [kind, id, record?.name ?? null].filter((part) => part !== null).join(' '),
  );

const all = { type: 'output' } as const;

describe('a watch without a cursor', () => {
  it('begins with what is there, says where that ends, and goes on with every change', async () => {
    const log = await openLog();
    await log.store.change(putOutput('one', 'flow-a'));
    await log.store.change(putOutput('two', 'flow-b'));

    const stream = watch(log, all);
    await log.store.change(putOutput('two', 'flow-b', 'renamed'));
    await log.store.change(putOutput('three', 'flow-b'));
    await log.store.change(removeOutput('one'));

    expect(told(await take(stream, 6))).toEqual([
      'SNAPSHOT one one',
      'SNAPSHOT two two',
      'BOOKMARK',
      'UPDATED two renamed',
      'CREATED three three',
      'DELETED one',
    ]);
  });

  it('takes its snapshot when it is asked for, not when it is first read', async () => {
    const log = await openLog();
    const stream = watch(log, all);
    await log.store.change(putOutput('late', 'flow-a'));
    expect(told(await take(stream, 2))).toEqual(['BOOKMARK', 'CREATED late late']);
  });

  it('tells a change as it was at its cursor, even when it is read later', async () => {
    const log = await openLog();
    const stream = watch(log, all);
    await log.store.change(putOutput('one', 'flow-a', 'first'));
    await log.store.change(putOutput('one', 'flow-a', 'second'));
    expect(told(await take(stream, 3))).toEqual(['BOOKMARK', 'CREATED one first', 'UPDATED one second']);
  });

  it('waits for what comes', async () => {
    const log = await openLog();
    const stream = watch(log, all);
    await take(stream, 1);
    const next = stream.next();
    await settled();
    await log.store.change(putOutput('one', 'flow-a'));
    expect((await next).value).toMatchObject({ kind: 'CREATED', id: 'one' });
  });

  it('tells each record once per step, as the step leaves it', async () => {
    const log = await openLog();
    const stream = watch(log, all);
    await Promise.all([
      log.store.change(putOutput('one', 'flow-a', 'first')),
      log.store.change(putOutput('two', 'flow-a')),
      log.store.change(putOutput('one', 'flow-a', 'second')),
      log.store.change(putOutput('brief', 'flow-a')),
      log.store.change(removeOutput('brief')),
    ]);
    await log.store.change(putOutput('end', 'flow-a'));
    expect(told(await take(stream, 4))).toEqual([
      'BOOKMARK',
      'CREATED two two',
      'CREATED one second',
      'CREATED end end',
    ]);
  });
});

describe('what a watch is about', () => {
  it('is only the ids it names', async () => {
    const log = await openLog();
    await log.store.change(putOutput('one', 'flow-a'));
    const stream = watch(log, { ...all, ids: ['one', 'unknown', 'one'] });
    await log.store.change(putOutput('two', 'flow-a'));
    await log.store.change(removeOutput('one'));
    expect(told(await take(stream, 3))).toEqual(['SNAPSHOT one one', 'BOOKMARK', 'DELETED one']);
  });

  it.each([
    ['a flow', { flowId: 'flow-a' }, seeing('flow-a', 'flow-b')],
    ['the scope of a token', {}, seeing('flow-a')],
    ['both', { flowId: 'flow-a' }, seeing('flow-a')],
  ])('enters as CREATED and leaves as DELETED where it is limited by %s', async (_what, limits, sees) => {
    const log = await openLog();
    await log.store.change(putOutput('outside', 'flow-b'));
    await log.store.change(putOutput('inside', 'flow-a'));
    const stream = watch({ ...log, sees }, { type: 'output', ...limits });
    await log.store.change(putOutput('outside', 'flow-b', 'unseen'));
    await log.store.change(putOutput('outside', 'flow-a', 'entered'));
    await log.store.change(putOutput('outside', 'flow-a', 'stayed'));
    await log.store.change(putOutput('outside', 'flow-b', 'left'));
    await log.store.change(removeOutput('outside'));
    await log.store.change(removeOutput('inside'));
    expect(told(await take(stream, 6))).toEqual([
      'SNAPSHOT inside inside',
      'BOOKMARK',
      'CREATED outside entered',
      'UPDATED outside stayed',
      'DELETED outside',
      'DELETED inside',
    ]);
  });

  it('is nothing for a token of no flow', async () => {
    const log = await openLog();
    await log.store.change(putOutput('one', 'flow-a'));
    const stream = watch({ ...log, sees: seeing() }, all);
    await log.store.change(removeOutput('one'));
    const told = [...(await take(stream, 1))];
    const next = take(stream, 1);
    await log.clock.run(10_000);
    expect([...told, ...(await next)].map(({ kind }) => kind)).toEqual(['BOOKMARK', 'BOOKMARK']);
  });
});

describe('a watch that resumes', () => {
  it('goes on after the cursor, without a snapshot', async () => {
    const log = await openLog();
    const first = watch(log, all);
    await log.store.change(putOutput('one', 'flow-a'));
    await log.store.change(putOutput('two', 'flow-a'));
    const [, created] = await take(first, 2);
    const resumed = watch(log, { ...all, after: created?.cursor });
    await log.store.change(putOutput('three', 'flow-a'));
    expect(told(await take(resumed, 2))).toEqual(['CREATED two two', 'CREATED three three']);
  });

  it('goes on in the middle of a step', async () => {
    const log = await openLog();
    const first = watch(log, all);
    await Promise.all(['one', 'two', 'three'].map((id) => log.store.change(putOutput(id, 'flow-a'))));
    const [, one] = await take(first, 2);
    const resumed = watch(log, { ...all, after: one?.cursor });
    expect(told(await take(resumed, 2))).toEqual(['CREATED two two', 'CREATED three three']);
  });

  it('starts the snapshot again from the cursor of a SNAPSHOT', async () => {
    const log = await openLog();
    await log.store.change(putOutput('one', 'flow-a'));
    await log.store.change(putOutput('two', 'flow-a'));
    const [one] = await take(watch(log, all), 1);
    await log.store.change(removeOutput('one'));
    const resumed = watch(log, { ...all, after: one?.cursor });
    expect(told(await take(resumed, 2))).toEqual(['SNAPSHOT two two', 'BOOKMARK']);
  });

  it.each([
    ['of another log', { incarnation: 'another' }],
    ['that this log has not reached', { position: 99 }],
    ['of a snapshot of another log', { incarnation: 'another', snapshot: true }],
    ['of a snapshot that this log has not reached', { position: 99, snapshot: true }],
    ['before the beginning', { position: 0, index: 3 }],
  ])('says RESYNC and starts with a snapshot on a position %s', async (_what, forged) => {
    const log = await openLog();
    await log.store.change(putOutput('one', 'flow-a'));
    const { incarnation } = log.store;
    const after = encodeCursor({ incarnation, position: 1, index: END, snapshot: false, ...forged });
    const stream = watch(log, { ...all, after });
    expect(told(await take(stream, 3))).toEqual(['RESYNC', 'SNAPSHOT one one', 'BOOKMARK']);
  });

  it('says RESYNC when what it missed is no longer kept', async () => {
    const log = await openLog({ keepEntries: 2 });
    const [first] = await take(watch(log, all), 1);
    for (const id of ['one', 'two', 'three', 'four']) await log.store.change(putOutput(id, 'flow-a'));
    await log.store.checkpoint();
    expect(log.store.floor).toBeGreaterThan(0);
    const stream = watch(log, { ...all, after: first?.cursor });
    expect(told(await take(stream, 6))).toEqual([
      'RESYNC',
      'SNAPSHOT one one',
      'SNAPSHOT two two',
      'SNAPSHOT three three',
      'SNAPSHOT four four',
      'BOOKMARK',
    ]);
  });

  it('starts again after a RESYNC it did not survive', async () => {
    const log = await openLog();
    const after = encodeCursor({ incarnation: 'another', position: 1, index: END, snapshot: false });
    const [resync] = await take(watch(log, { ...all, after }), 1);
    expect(told(await take(watch(log, { ...all, after: resync?.cursor }), 1))).toEqual(['BOOKMARK']);
  });

  it('asks the table first about a position that another process has reached', async () => {
    const here = await openLog();
    const there = await createStore({ ...here });
    const [first] = await take(watch({ ...here, store: there }, all), 1);
    await there.change(putOutput('one', 'flow-a'));
    const { position } = there.state;
    const { incarnation } = there;
    const after = encodeCursor({ incarnation, position, index: END, snapshot: false });
    const resumed = watch(here, { ...all, after });
    const next = resumed.next();
    await there.change(putOutput('two', 'flow-a'));
    await settled();
    await here.store.catchUp();
    expect((await next).value).toMatchObject({ kind: 'CREATED', id: 'two' });
    expect(decodeCursor(first?.cursor ?? '')?.position).toBe(0);
  });

  it('refuses what is not a cursor', async () => {
    const log = await openLog();
    expect(() => watch(log, { ...all, after: 'nonsense' })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT' }),
    );
  });
});

describe('a quiet watch', () => {
  it('says BOOKMARK every ten seconds, with the newest position, and can be resumed from it', async () => {
    const log = await openLog();
    const stream = watch(log, { ...all, ids: ['mine'] });
    const [opening] = await take(stream, 1);
    const next = stream.next();
    await log.clock.run(6_000);
    await log.store.change(putOutput('other', 'flow-a'));
    await log.clock.run(4_000);
    const { value: bookmark } = await next;
    expect(bookmark).toMatchObject({ kind: 'BOOKMARK', id: null, record: null });
    expect(decodeCursor(opening?.cursor ?? '')?.position).toBe(0);
    expect(decodeCursor(bookmark?.cursor ?? '')).toMatchObject({ position: 1, index: END });

    const resumed = watch(log, { ...all, after: bookmark?.cursor });
    await log.store.change(putOutput('mine', 'flow-a'));
    expect(told(await take(resumed, 1))).toEqual(['CREATED mine mine']);
  });

  it.each([7_200_000, -7_200_000])(
    'says BOOKMARK every ten seconds when the clock is set by %i ms',
    async (ms) => {
      const log = await openLog();
      const stream = watch(log, { ...all, ids: ['mine'] });
      await take(stream, 1);
      const next = stream.next();
      let said = false;
      void next.then(() => {
        said = true;
      });
      await log.clock.run(1_000);
      log.clock.step(ms);
      await log.store.change(putOutput('other', 'flow-a'));
      await log.clock.run(8_900);
      expect(said).toBe(false);
      await log.clock.run(100);
      expect((await next).value).toMatchObject({ kind: 'BOOKMARK' });
    },
  );

  it('says BOOKMARK also while others keep changing', async () => {
    const log = await openLog();
    const stream = watch(log, { ...all, ids: ['mine'] });
    await take(stream, 1);
    const next = stream.next();
    for (let second = 1; second <= 10; second += 1) {
      await log.clock.run(1_000);
      await log.store.change(putOutput('other', 'flow-a', `name ${second}`));
      await settled();
    }
    expect((await next).value).toMatchObject({ kind: 'BOOKMARK' });
  });
});

describe('a reader that comes and goes', () => {
  it('is let go while it waits', async () => {
    const log = await openLog();
    const stream = watch(log, all);
    await take(stream, 1);
    const next = stream.next();
    await settled();
    expect(log.clock.pending()).toBe(1);
    await stream.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(log.clock.pending()).toBe(0);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('is served from the log when it was away', async () => {
    const log = await openLog();
    const stream = watch(log, all);
    for (let n = 0; n < 250; n += 1) await log.store.change(putOutput(`output ${n}`, 'flow-a'));
    const messages = await take(stream, 251);
    expect(messages.map(({ id }) => id)).toEqual([
      null,
      ...Array.from({ length: 250 }, (_, n) => `output ${n}`),
    ]);
  });

  it('is told RESYNC when it was away for too long', async () => {
    const log = await openLog({ keepEntries: 2 });
    const stream = watch(log, all);
    await take(stream, 1);
    for (const id of ['one', 'two', 'three', 'four']) await log.store.change(putOutput(id, 'flow-a'));
    await log.store.checkpoint();
    await log.store.change(say('something else'));
    expect(told(await take(stream, 2))).toEqual(['RESYNC', 'SNAPSHOT one one']);
  });

  it('may ask for several messages at once', async () => {
    const log = await openLog();
    const stream = watch(log, all);
    const asked = [stream.next(), stream.next(), stream.next()];
    await log.store.change(putOutput('one', 'flow-a'));
    await log.store.change(putOutput('two', 'flow-a'));
    const messages = await Promise.all(asked);
    expect(messages.map(({ value }) => value?.kind)).toEqual(['BOOKMARK', 'CREATED', 'CREATED']);
  });
});
