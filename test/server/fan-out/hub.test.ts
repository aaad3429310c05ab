import { expect, it } from 'vitest';
import { settled } from '../../_kit/manual-clock.ts';
import { putOutput, removeOutput, say } from '../../pubsub/outputs.ts';
import { tokens } from '../edge.ts';
import { about, changeOf, follow, idsOf, startFollowed } from './followers.ts';

it.each(['built', 'send'] as const)(
  'executes an event once for all who are told the same (%s)',
  async (frames) => {
    await using edge = await startFollowed({ frames });
    const all = [];
    for (let n = 0; n < 5; n += 1) {
      const changes = edge.socket().subscribe(follow);
      await changes.next();
      all.push(changes, edge.socket(n % 2 ? tokens.viewer : tokens.admin).subscribe(follow));
      await all.at(-1)?.next();
    }
    await expect.poll(edge.groups).toBe(1);
    const before = await edge.executions();
    for (const id of ['one', 'zwei ü', '三 🎬']) await edge.store.change(putOutput(id, 'flow-a'));
    for (const changes of all) {
      await changes.next(about('三 🎬'));
      expect(idsOf(changes.all)).toEqual(['one', 'zwei ü', '三 🎬']);
    }
    const after = await edge.executions();
    // Three events, for viewers and admins alike.
    expect(after).toEqual({ group: before.group + 3, one: before.one });
  },
);

it('puts those together who come from different places, and keeps apart whoever is told anything else', async () => {
  await using edge = await startFollowed();
  const from = async (query: string, variables = {}, token = tokens.viewer) =>
    edge.socket(token).subscribe(query, variables).next();
  const { cursor } = changeOf(await from(follow));
  await edge.store.change(putOutput('one', 'flow-a'));
  await from(follow, { after: cursor });
  await from(follow, { nobodyDeclared: 1 });
  await expect.poll(edge.groups).toBe(1);
  await from(follow, {}, tokens.admin);
  await expect.poll(edge.groups).toBe(1);
  await from('subscription ($after: String) { output(after: $after) { kind id } }');
  await expect.poll(edge.groups).toBe(2);
  const echo = 'subscription ($text: String) { output { kind id echo(text: $text) } }';
  await from(echo, { text: 'a' });
  await from(echo, { text: 'b' });
  await expect.poll(edge.groups).toBe(4);
  const echoed = 'subscription ($after: String) { output(after: $after) { kind id echo(text: $after) } }';
  await from(echoed, { after: cursor });
  await expect.poll(edge.groups).toBe(5);
  await from(echoed);
  await expect.poll(edge.groups).toBe(6);
});

it('answers once for all whose answer does not differ, whatever else they may see', async () => {
  await using edge = await startFollowed();
  const scopes = { anna: ['flow-a'], bert: ['flow-a', 'flow-b'], cora: ['flow-c', 'flow-a'], dora: null };
  for (const [name, flowIds] of Object.entries(scopes)) await edge.keepToken(`fake-${name}`, { flowIds });
  for (const flow of ['flow-a', 'flow-b', 'flow-d'])
    await edge.store.change(putOutput(`standing ${flow}`, flow));
  const all = async (query: string) => {
    const opened = Object.keys(scopes).map((name) => edge.socket(`fake-${name}`).subscribe(query));
    // Until a change finds everybody in the group.
    for (let n = 0, alone = -1; alone !== (await edge.executions()).one; n += 1) {
      alone = (await edge.executions()).one;
      await edge.store.change(putOutput(`here ${n}`, 'flow-a'));
      for (const changes of opened) await changes.next(about(`here ${n}`));
      await settled();
    }
    return opened;
  };

  const plain = await all('subscription { output { kind id } }');
  let { group } = await edge.executions();
  await edge.store.change(putOutput('one', 'flow-b'));
  await edge.store.change(putOutput('two', 'flow-a'));
  for (const changes of plain) await changes.next(about('two'));
  expect(plain.map(({ all }) => all.some(about('one')))).toEqual([false, true, false, true]);
  expect((await edge.executions()).group).toBe(group + 2);
  for (const changes of plain) changes.stop();

  const nested = await all('subscription { output { kind id beside } }');
  ({ group } = await edge.executions());
  await edge.store.change(putOutput('three', 'flow-a'));
  for (const changes of nested) await changes.next(about('three'));
  expect(nested.map(({ all }) => all.at(-1)?.data?.['output'])).toMatchObject([
    { beside: ['standing flow-a'] },
    { beside: ['standing flow-a', 'standing flow-b'] },
    { beside: ['standing flow-a'] },
    { beside: ['standing flow-a', 'standing flow-b', 'standing flow-d'] },
  ]);
  // Anna's is Cora's, too.
  expect((await edge.executions()).group).toBe(group + 3);
});

it.each([
  ['role', 'subscription { ranked }', 2],
  ['name', 'subscription { mine }', 0],
])('keeps apart those whose stream was made by their %s', async (_what, query, groups) => {
  await using edge = await startFollowed();
  const all = [tokens.admin, tokens.viewer].map((token) => edge.socket(token).subscribe(query));
  await expect.poll(async () => (await edge.metrics.subscriptions.get()).values[0]?.value).toBe(2);
  await edge.store.change(say('by admin', { actor: 'admin' }));
  await edge.store.change(say('by viewer', { actor: 'viewer', kind: 'PRESET_CHANGED' }));
  const [admin, viewer] = await Promise.all(all.map((messages) => messages.next()));
  expect(Object.values(admin?.data ?? {})).toEqual(['by admin']);
  expect(Object.values(viewer?.data ?? {})).toEqual(['by viewer']);
  expect(await edge.groups()).toBe(groups);
});

it('tells each operation of one socket under its own id, and lets go of groups nobody is in', async () => {
  await using edge = await startFollowed();
  const socket = edge.socket();
  const [first, second] = [socket.subscribe(follow), socket.subscribe(follow)];
  await first.next();
  await second.next();
  await edge.store.change(putOutput('one', 'flow-a'));
  await first.next();
  first.stop();
  await second.next();
  await edge.store.change(putOutput('two', 'flow-a'));
  await second.next(about('two'));
  expect(idsOf(first.all)).toEqual(['one']);
  expect(idsOf(second.all)).toEqual(['one', 'two']);
  second.stop();
  await expect.poll(edge.groups).toBe(0);
  expect((await edge.metrics.subscriptions.get()).values[0]?.value).toBe(0);
});

it('shares nothing that names whoever asks', async () => {
  await using edge = await startFollowed();
  await edge.keepToken('fake-anna', { role: 'VIEWER' });
  await edge.keepToken('fake-bert', { role: 'VIEWER' });
  const query = 'subscription { output { id me } }';
  const all = ['fake-anna', 'fake-bert'].map((token) => edge.socket(token).subscribe(query));
  for (const changes of all) await changes.next();
  for (const id of ['one', 'two']) {
    await edge.store.change(putOutput(id, 'flow-a'));
    for (const changes of all) await changes.next(about(id));
  }
  const told = all.map(({ all }) =>
    all.map((message) => (changeOf(message) as unknown as { me: string }).me),
  );
  expect(told).toEqual([Array(3).fill('fake-anna'), Array(3).fill('fake-bert')]);
  expect(await edge.groups()).toBe(0);
});

it('masks what breaks in a shared answer, and logs it under the id it names', async () => {
  await using edge = await startFollowed();
  const query = 'subscription { output { id breaks } }';
  const socket = edge.socket().subscribe(query);
  const stream = await edge.stream(query);
  for (const messages of [socket, stream]) await messages.next();
  await edge.store.change(putOutput('one', 'flow-a'));
  for (const messages of [socket, stream]) {
    const message = await messages.next(about('one'));
    expect(message.errors?.[0]?.extensions?.['code']).toBe('INTERNAL');
    expect(JSON.stringify(message)).not.toContain('internal detail');
    expect(edge.lines.join()).toContain(`"requestId":"${message.errors?.[0]?.extensions?.['requestId']}"`);
  }
  expect((await edge.executions()).group).toBe(1);
  expect(edge.lines.join()).toContain('internal detail of one');
});

it('carries event streams along with sockets, whatever the log says', async () => {
  await using edge = await startFollowed();
  const query = 'subscription ($after: String) { output(after: $after) { kind id cursor later } }';
  const socket = edge.socket().subscribe(query);
  const stream = await edge.stream(query);
  const said = edge.socket().subscribe('subscription { said }');
  for (const messages of [socket, stream]) await messages.next();
  await expect.poll(edge.groups).toBe(2);
  const before = await edge.executions();
  await edge.store.change(putOutput('one', 'flow-a'));
  await edge.store.change(say('hello'));
  await edge.store.change(putOutput('two', 'flow-a'));
  await edge.store.change(removeOutput('one'));
  for (const messages of [socket, stream]) {
    await messages.next((message) => changeOf(message).kind === 'DELETED');
    expect(idsOf(messages.all)).toEqual(['one', 'two', 'one']);
  }
  expect((await said.next()).data).toEqual({ said: 'hello' });
  expect(await edge.executions()).toEqual({ group: before.group + 4, one: before.one });
  expect(stream.all.slice(1)).toEqual(socket.all.slice(1));
});

it('says BOOKMARK to all of a group after ten quiet seconds, once', async () => {
  await using edge = await startFollowed();
  const [first, second] = [edge.socket().subscribe(follow), edge.socket().subscribe(follow)];
  await first.next();
  await second.next();
  await edge.store.change(say('nothing about outputs'));
  await expect.poll(edge.groups).toBe(1);
  edge.clock.advance(10_000);
  const bookmarks = [await first.next(), await second.next()].map(changeOf);
  expect(bookmarks[0]).toMatchObject({ kind: 'BOOKMARK', id: null });
  expect(bookmarks[1]).toEqual(bookmarks[0]);
  expect((await edge.executions()).group).toBe(1);
});
