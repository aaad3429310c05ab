import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Messages } from '../../_kit/messages.ts';
import { say } from '../../pubsub/outputs.ts';
import { tokens } from '../edge.ts';
import { startFollowed } from './followers.ts';
import { numbersOf, outputOf, startLongChanges, upTo } from './long-changes.ts';

const shared = 'subscription { output { kind id name } }';
/** Nobody else is told the same: it names who asks. */
const personal = 'subscription { output { kind id name me } }';

let edge: Awaited<ReturnType<typeof startFollowed>>;
let changes: ReturnType<typeof startLongChanges>;
const requests: ClientRequest[] = [];
beforeEach(async () => {
  edge = await startFollowed({ keepEntries: 100 });
  changes = startLongChanges(edge);
});
afterEach(async () => {
  for (const sent of requests.splice(0)) sent.destroy();
  await edge[Symbol.asyncDispose]();
});

/** An event stream on a connection of its own, which can stop reading. */
async function connect(query: string) {
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    authorization: `Bearer ${tokens.viewer}`,
  };
  const sent = request(edge.endpoint, { method: 'POST', agent: false, headers });
  requests.push(sent);
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve);
    sent.on('error', reject);
  });
  sent.end(JSON.stringify({ query }));
  const response = await answered;
  const messages = new Messages();
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      if (block.startsWith('event: next')) messages.push(JSON.parse(block.slice(block.indexOf('{'))));
      if (block.startsWith('event: complete')) messages.end('complete');
    }
  });
  response.on('error', () => messages.end('cut'));
  await messages.next();
  return { response, messages };
}

const subscriptions = async () => (await edge.metrics.subscriptions.get()).values[0]?.value;

it.each([
  ['shared with others', shared],
  ['its own', personal],
])(
  'serves an event stream that was not read from the log, if what it is told is %s',
  async (_what, query) => {
    const quick = edge.socket().subscribe(shared);
    await quick.next();
    const { response, messages } = await connect(query);
    response.pause();
    await changes.flood(quick);
    expect(numbersOf(quick)).toEqual(upTo(changes.last()));
    response.resume();
    await changes.change();
    await messages.next(changes.isLast);
    expect(numbersOf(messages)).toEqual(upTo(changes.last()));
    await expect.poll(changes.slowReaders).toBe(0);
  },
  30_000,
);

it('holds little for an event stream that is not read: the rest it is told by itself, from the log', async () => {
  const quick = edge.socket().subscribe(shared);
  await quick.next();
  const { response, messages } = await connect(shared);
  const executions = async () => (await edge.executions()).one + (await edge.snapshotExecutions());
  await expect
    .poll(async () => {
      const before = await executions();
      await changes.change();
      for (const each of [quick, messages]) await each.next(changes.isLast);
      return (await executions()) - before;
    })
    .toBe(0);
  response.pause();
  await changes.flood(quick);
  const before = await executions();
  response.resume();
  await messages.next(changes.isLast);
  // Of the last twenty, of 40 KB each, no more than three were held.
  expect((await executions()) - before).toBeGreaterThanOrEqual(17);
}, 30_000);

it('tells one that reads again when the log has gone on without it to begin again', async () => {
  const quick = edge.socket().subscribe(shared);
  await quick.next();
  const { response, messages } = await connect(shared);
  response.pause();
  await changes.flood(quick);
  for (let n = 0; n < 150; n += 1) await edge.store.change(say('something'));
  await edge.store.checkpoint();
  response.resume();
  await messages.next((message) => outputOf(message).kind === 'RESYNC');
  await messages.next((message) => outputOf(message).kind === 'BOOKMARK');
  const heard = numbersOf(messages).findIndex(Number.isNaN);
  expect(numbersOf(messages).slice(0, heard)).toEqual(upTo(heard));
  expect(numbersOf(messages).at(-1)).toBe(changes.last());
}, 30_000);

it.each([
  ['shared with others', shared],
  ['its own', personal],
])(
  'cuts one that reads nothing for a minute, if what it is told is %s',
  async (_what, query) => {
    const quick = edge.socket().subscribe(shared);
    await quick.next();
    const { response, messages } = await connect(query);
    response.pause();
    await changes.flood(quick);
    quick.stop();
    await expect.poll(subscriptions).toBe(1);
    edge.clock.advance(59_000);
    expect(await changes.slowReaders()).toBe(1);
    edge.clock.advance(1_000);
    await expect.poll(subscriptions).toBe(0);
    await expect.poll(changes.slowReaders).toBe(0);
    response.resume();
    expect(await messages.over()).toBe('cut');
  },
  30_000,
);
