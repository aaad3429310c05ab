import { beforeEach, expect, it } from 'vitest';
import { Outbox } from '../../src/server/outbox.ts';
import { settled } from '../_kit/manual-clock.ts';

let outbox: Outbox;
let sent: string[];
/** Who is let in, in that order. */
let entered: string[];
/** Room for so many characters, until the reader has read. */
let room: number;
let open: boolean;
let read: () => void;

beforeEach(() => {
  sent = [];
  entered = [];
  room = Number.POSITIVE_INFINITY;
  open = true;
  const waiting: (() => void)[] = [];
  read = () => {
    room = Number.POSITIVE_INFINITY;
    for (const go of waiting.splice(0)) go();
  };
  outbox = new Outbox({
    guard: {
      full: (length = 0) => length >= room,
      ready: () => new Promise((resolve) => waiting.push(resolve)),
    },
    open: () => open,
    send: (text) => {
      sent.push(text);
      room -= text.length;
    },
  });
});

const people = new Map<string, object>();
const owner = (name: string) => {
  const known = people.get(name) ?? { name };
  people.set(name, known);
  return known;
};
const note = (turn: Promise<void> | null, name: string) => {
  if (turn) void turn.then(() => entered.push(name));
  else entered.push(name);
};
const enter = (name: string) => note(outbox.enter(owner(name)), name);
const again = (name: string) => note(outbox.enterAgain(owner(name)), name);
const leave = (name: string) => outbox.leave(owner(name));

it('has one answer made at a time, in the order they were asked for', async () => {
  for (const name of ['a', 'b', 'c']) enter(name);
  await settled();
  expect(entered).toEqual(['a']);
  leave('b');
  leave('a');
  await settled();
  expect(entered).toEqual(['a', 'b']);
  leave('b');
  await settled();
  expect(entered).toEqual(['a', 'b', 'c']);
});

it('lets one that follows go on before the next that follows, and after who asks once', async () => {
  again('first');
  again('second');
  enter('once');
  again('first');
  await settled();
  leave('once');
  await settled();
  expect(entered).toEqual(['first', 'once', 'first']);
  again('first');
  leave('first');
  await settled();
  expect(entered).toEqual(['first', 'once', 'first', 'first', 'second']);
});

it('lets nobody go on for ever while others wait', async () => {
  again('first');
  again('second');
  for (let n = 0; n < 150 && !entered.includes('second'); n += 1) {
    again('first');
    await settled();
  }
  expect(entered).toEqual([...Array.from({ length: 100 }, () => 'first'), 'second']);
});

it('keeps what there is no room for, in order, and has nothing made meanwhile', async () => {
  room = 5;
  enter('a');
  for (const text of ['four', 'more', 'x']) outbox.say(text);
  leave('a');
  enter('b');
  await settled();
  expect(sent).toEqual(['four']);
  expect(entered).toEqual(['a']);
  read();
  await settled();
  expect(sent).toEqual(['four', 'more', 'x']);
  expect(entered).toEqual(['a', 'b']);
});

it('has nothing made while there is no room', async () => {
  room = 0;
  enter('a');
  await settled();
  expect(entered).toEqual([]);
  read();
  await settled();
  expect(entered).toEqual(['a']);
});

it('says nothing and lets nobody in once the connection is closed', async () => {
  room = 0;
  outbox.say('kept');
  enter('a');
  open = false;
  outbox.say('late');
  read();
  await settled();
  expect([sent, entered]).toEqual([[], []]);
});
