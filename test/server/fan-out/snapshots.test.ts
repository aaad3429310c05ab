import { expect, it } from 'vitest';
import { createSharedAnswers } from '../../../src/server/fan-out/shared-answers.ts';
import { shareMessage } from '../../../src/server/fan-out/shared-message.ts';
import { createManualClock } from '../../_kit/manual-clock.ts';
import { putOutput } from '../../pubsub/outputs.ts';
import { tokens } from '../edge.ts';
import { changeOf, idsOf, startFollowed } from './followers.ts';

const ids = Array.from({ length: 20 }, (_, n) => `output-${n}`);
const fields = 'kind id cursor name';
const isBookmark = (message: object) => changeOf(message).kind === 'BOOKMARK';

async function withOutputs() {
  const edge = await startFollowed({ socketsPerToken: 100 });
  for (const [n, id] of ids.entries()) await edge.store.change(putOutput(id, n % 2 === 0 ? 'even' : 'odd'));
  return edge;
}

it.each(['built', 'send'] as const)(
  'executes a snapshot once for all who ask for it at once, by sockets (%s) and by event streams',
  async (frames) => {
    await using edge = await startFollowed({ socketsPerToken: 100, frames });
    for (const id of ids) await edge.store.change(putOutput(id, 'flow'));
    const query = `subscription { output { ${fields} } }`;
    const sockets = Array.from({ length: 8 }, () => edge.socket().subscribe(query));
    const streams = await Promise.all(Array.from({ length: 2 }, () => edge.stream(query)));
    for (const messages of [...sockets, ...streams]) {
      const told = [];
      for (let n = 0; n < ids.length; n += 1) told.push(await messages.next());
      expect(idsOf(told)).toEqual(ids);
      expect(isBookmark(await messages.next())).toBe(true);
    }
    expect(await edge.snapshotExecutions()).toBe(ids.length);
    for (const stream of streams) stream.stop();
  },
);

it('executes it once for each permission scope, and shows each what it may see', async () => {
  await using edge = await withOutputs();
  const limited = ['fake-token-even-0000', 'fake-token-even-0001', 'fake-token-odd-00000'];
  for (const token of limited)
    await edge.keepToken(token, { flowIds: [token.includes('even') ? 'even' : 'odd'] });
  const query = `subscription { output { ${fields} flows role } }`;
  const seenBy = async (token: string) => {
    const messages = edge.socket(token).subscribe(query);
    await messages.next(isBookmark);
    return messages.all.filter((message) => !isBookmark(message));
  };
  const [first, second, odd, all] = await Promise.all([...limited, tokens.operator].map(seenBy));
  expect(idsOf(first ?? [])).toEqual(ids.filter((_, n) => n % 2 === 0));
  expect(second).toEqual(first);
  expect(idsOf(odd ?? [])).toEqual(ids.filter((_, n) => n % 2 === 1));
  expect(idsOf(all ?? [])).toEqual(ids);
  expect(JSON.stringify(odd)).not.toContain('even');
  expect(await edge.snapshotExecutions()).toBe(10 + 10 + 20);
});

it('answers by itself whoever asks about itself', async () => {
  await using edge = await withOutputs();
  const query = 'subscription { output { kind id me } }';
  for (const [token, name] of [
    [tokens.viewer, 'viewer'],
    [tokens.operator, 'operator'],
  ] as const) {
    const messages = edge.socket(token).subscribe(query);
    await messages.next(isBookmark);
    expect(messages.all.map((message) => message.data?.['output'])).toMatchObject(
      messages.all.map(() => ({ me: name })),
    );
  }
});

it('executes what waits once, too', async () => {
  await using edge = await withOutputs();
  const all = Array.from({ length: 5 }, () =>
    edge.socket().subscribe('subscription { output { kind id later } }'),
  );
  for (const messages of all) await messages.next(isBookmark);
  expect(await edge.snapshotExecutions()).toBe(ids.length);
});

it('shows what is nested as new as the snapshot, however soon it is asked for again', async () => {
  await using edge = await withOutputs();
  const query = 'subscription { output { kind id beside } }';
  const besideOf = async () => {
    const messages = edge.socket().subscribe(query);
    return (await messages.next()).data?.['output'];
  };
  expect(await besideOf()).toMatchObject({ beside: [] });
  await edge.store.change(putOutput('standing', 'flow', 'stands'));
  expect(await besideOf()).toMatchObject({ beside: ['stands'] });
});

it('keeps shared answers for five seconds, and nothing that is nobody else’s', async () => {
  const clock = createManualClock();
  const shared = createSharedAnswers(clock);
  let made = 0;
  const make = () => {
    made += 1;
    return shareMessage({ data: { made } });
  };
  const first = await shared.find('a', make);
  expect(await shared.find('a', make)).toBe(first);
  await clock.advance(5_000);
  expect(await shared.find('a', make)).not.toBe(first);
  expect(await shared.find('b', () => null)).toBeNull();
  expect(await shared.find('b', make)).not.toBeNull();
  const fails = () => Promise.reject(new Error('no'));
  await expect(shared.find('c', fails)).rejects.toThrow('no');
  expect(await shared.find('c', make)).not.toBeNull();
  shared.close();
});
