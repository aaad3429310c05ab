import { expect, it } from 'vitest';
import type { Message, Messages } from '../../_kit/messages.ts';
import { putOutput } from '../../pubsub/outputs.ts';
import { tokens } from '../edge.ts';
import { startFollowed } from './followers.ts';
import { openHandSocket } from './hand-socket.ts';
import { mostUnread } from './most-unread.ts';

const changes = 5_000;
const long = 'x'.repeat(2_000);
const shared = 'subscription { output { kind id name } }';
const personal = 'subscription { output { kind id name me } }';
type Output = { kind: string; id: string | null; name: string | null };
const outputOf = (message: Message) => message.data?.['output'] as Output;
const numbersOf = (messages: Messages) =>
  messages.all
    .map(outputOf)
    .filter(({ kind }) => kind !== 'BOOKMARK')
    .map(({ name }) => Number.parseInt(name ?? '', 10));

it('5,000 changes in one tick harm nothing: all are told to all, in order and once, and one that reads nothing stays bounded', async () => {
  await using edge = await startFollowed({ keepEntries: 20_000 });
  const sleeper = await openHandSocket(edge.endpoint, tokens.viewer);
  sleeper.subscribe('shared', shared);
  sleeper.subscribe('personal', personal);
  const asleep = [sleeper.told('shared'), sleeper.told('personal')];
  const awake = [
    edge.socket().subscribe(shared),
    edge.socket().subscribe(shared),
    edge.socket(tokens.operator).subscribe(personal),
    await edge.stream(shared),
    await edge.stream(personal),
  ];
  for (const messages of [...awake, ...asleep]) await messages.next();
  sleeper.socket.pause();

  const numbers = Array.from({ length: changes }, (_, n) => n);
  const burst = numbers.map((n) => edge.store.change(putOutput(`${n}`, 'flow-a', `${n} ${long}`)));
  const other = edge.socket(tokens.admin).subscribe('{ whoAmI }');
  await Promise.all(burst);
  expect(await other.next()).toEqual({ data: { whoAmI: 'admin ADMIN' } });
  await edge.store.change(putOutput('end', 'flow-a', `${changes} the end`));

  let most = 0;
  const watching = setInterval(() => {
    most = Math.max(most, mostUnread());
  }, 5);
  const isEnd = (message: Message) => outputOf(message).id === 'end';
  for (const messages of awake) {
    await messages.next(isEnd, 60_000);
    expect(numbersOf(messages)).toEqual([...numbers, changes]);
  }
  clearInterval(watching);
  expect(most).toBeLessThan(1024 * 1024);
  expect((await edge.metrics.slowReaders.get()).values[0]?.value).toBe(1);

  sleeper.socket.resume();
  for (const messages of asleep) {
    await messages.next(isEnd, 60_000);
    expect(numbersOf(messages)).toEqual([...numbers, changes]);
  }
  sleeper.socket.terminate();
}, 120_000);
