import { expect, it } from 'vitest';
import { END, encodeCursor } from '../../src/domain/cursor.ts';
import { OutdatedCursorError } from '../../src/domain/errors.ts';
import { watchEvents } from '../../src/pubsub/watch-events.ts';
import { settled } from '../_kit/manual-clock.ts';
import { openLog, putOutput, say, seeing, take } from './outputs.ts';

const messages = (events: readonly { message: string }[]) => events.map(({ message }) => message);

it('tells events from now on', async () => {
  const log = await openLog();
  await log.store.change(say('before'));
  const stream = watchEvents(log, {});
  await log.store.change(say('after'));
  await log.store.change(putOutput('one', 'flow-a'));
  await log.store.change(say('later'));
  expect(messages(await take(stream, 2))).toEqual(['after', 'later']);
});

it('goes on after a place, also in the middle of a step', async () => {
  const log = await openLog();
  await Promise.all([
    log.store.change(putOutput('one', 'flow-a')),
    log.store.change(say('first')),
    log.store.change(say('second')),
    log.store.change(say('third')),
  ]);
  const { incarnation } = log.store;
  const at = (index: number) => encodeCursor({ incarnation, position: 1, index, snapshot: false });
  const all = await take(watchEvents(log, { after: at(0) }), 3);
  expect(all.map(({ position, index, message }) => [position, index, message])).toEqual([
    [1, 1, 'first'],
    [1, 2, 'second'],
    [1, 3, 'third'],
  ]);
  expect(messages(await take(watchEvents(log, { after: at(1) }), 2))).toEqual(['second', 'third']);
});

it.each([
  ['subject', { subjectIds: ['one'] }],
  ['kind', { kinds: ['FLOW_CHANGED'] as const }],
  ['actor', { actor: 'somebody' }],
])('tells only those of the %s asked for', async (_what, filter) => {
  const log = await openLog();
  const stream = watchEvents(log, filter);
  await log.store.change(say('other', { subjectId: 'two', kind: 'CHANNEL_CHANGED', actor: 'else' }));
  await log.store.change(say('nobody'));
  await log.store.change(say('wanted', { subjectId: 'one', kind: 'FLOW_CHANGED', actor: 'somebody' }));
  expect(messages(await take(stream, 1))).toEqual(['wanted']);
});

it('tells a limited token what belongs to its flows, and of presets, and nothing else', async () => {
  const log = await openLog();
  const stream = watchEvents({ ...log, sees: seeing('flow-a') }, {});
  await log.store.change(say('of no flow'));
  await log.store.change(say('of another', { flowId: 'flow-b' }));
  await log.store.change(say('of a preset', { kind: 'PRESET_CHANGED' }));
  await log.store.change(say('of its own', { flowId: 'flow-a' }));
  expect(messages(await take(stream, 2))).toEqual(['of a preset', 'of its own']);
});

it.each([
  ['of another log', { incarnation: 'another' }],
  ['that was never reached', { position: 99 }],
  ['below the floor', { position: 0 }],
])('ends with OutdatedCursorError at a position %s', async (_what, forged) => {
  const log = await openLog({ keepEntries: 1 });
  for (const text of ['one', 'two', 'three']) await log.store.change(say(text));
  await log.store.checkpoint();
  const { incarnation } = log.store;
  const after = encodeCursor({ incarnation, position: 3, index: END, snapshot: false, ...forged });
  const stream = watchEvents(log, { after });
  await expect(stream.next()).rejects.toThrow(OutdatedCursorError);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

it('ends a reader who was away for too long with OutdatedCursorError', async () => {
  const log = await openLog({ keepEntries: 1 });
  const stream = watchEvents(log, {});
  for (const text of ['one', 'two', 'three']) await log.store.change(say(text));
  await log.store.checkpoint();
  await expect(stream.next()).rejects.toThrow(OutdatedCursorError);
});

it('refuses what is not a cursor', async () => {
  const log = await openLog();
  expect(() => watchEvents(log, { after: '…' })).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
});

it('lets go of a reader that waits', async () => {
  const log = await openLog();
  const stream = watchEvents(log, {});
  const next = stream.next();
  await settled();
  await stream.return?.();
  expect(await next).toEqual({ done: true, value: undefined });
});
