import { IncomingMessage } from 'node:http';
import { queryObjects } from 'node:v8';
import { expect, it } from 'vitest';
import { Asked } from '../../../src/server/fan-out/asked.ts';
import { Outbox } from '../../../src/server/outbox.ts';
import { putOutput } from '../../pubsub/outputs.ts';
import { about, follow, startFollowed } from './followers.ts';

/** How many there are after a collection. */
const alive = (of: new (...args: never[]) => object): number => queryObjects(of, { format: 'count' });

it('keeps for a subscriber neither the request of its socket nor the one who was asked', async () => {
  await using edge = await startFollowed();
  const requests = alive(IncomingMessage);
  const all = Array.from({ length: 5 }, () => edge.socket().subscribe(follow));
  for (const changes of all) await changes.next();
  await expect.poll(edge.groups).toBe(1);
  await edge.store.change(putOutput('one', 'flow-a'));
  for (const changes of all) await changes.next(about('one'));
  await expect.poll(() => alive(IncomingMessage)).toBe(requests);
  // The group's own, of the last event.
  await expect.poll(() => alive(Asked)).toBeLessThanOrEqual(1);
});

it('keeps nothing of the subscriber a group began with, once it has left', async () => {
  await using edge = await startFollowed();
  const founder = edge.socket();
  await founder.subscribe(follow).next();
  await expect.poll(edge.groups).toBe(1);
  const other = edge.socket().subscribe(follow);
  await other.next();
  await founder.dispose();
  await edge.store.change(putOutput('one', 'flow-a'));
  await other.next(about('one'));
  await expect.poll(() => alive(Outbox)).toBe(1);
});
