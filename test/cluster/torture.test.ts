import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeCursor } from '../../src/domain/cursor.ts';
import { hasRedis } from '../_kit/start-redis.ts';
import { ask, mutate } from './mutate.ts';
import { readTruth } from './read-truth.ts';
import { startCluster } from './start-cluster.ts';
import { type Follower, startFollower } from './start-follower.ts';
import { startStreamFollower } from './start-stream-follower.ts';

/** `npm run torture` is the long one. */
const long = process.env['LUNORA_TORTURE'] === 'long';
const size = long
  ? { clients: 200, burst: 60, dropEveryMs: 10 }
  : { clients: 60, burst: 20, dropEveryMs: 40 };

describe.skipIf(!hasRedis)('three processes, a front, and everything that can break', () => {
  it(`gives each of ${size.clients} clients exactly what the log says`, { timeout: 400_000 }, async () => {
    const cluster = await startCluster();
    // Also when the time is up.
    onTestFinished(() => cluster[Symbol.asyncDispose]());
    const { graphql, redis, table } = cluster;
    await cluster.led();
    const { data } = await ask(graphql, '{ destinations { asOf } }');
    const { asOf: start } = (data?.['destinations'] ?? {}) as { asOf: string };
    const followers: Follower[] = Array.from({ length: size.clients }, (_, n) => {
      const follow = n % 3 === 0 ? startStreamFollower : startFollower;
      return follow(graphql, n % 2 === 0 ? 'destinationChanged' : 'events', start);
    });
    const dropping = setInterval(
      () => followers[Math.floor(Math.random() * followers.length)]?.drop(),
      size.dropEveryMs,
    );
    onTestFinished(async () => {
      clearInterval(dropping);
      await Promise.all(followers.map((follower) => follower.dispose()));
    });

    const kept: string[] = [];
    const create = async (name: string) => {
      const input = { name, platform: 'YOUTUBE', streamKey: `fake-${randomUUID()}` };
      return mutate(graphql, 'createDestination', input);
    };
    /** Many changes at once, through all processes: some stay, some are renamed, some go. */
    const burst = async (phase: string) => {
      await Promise.all(
        Array.from({ length: size.burst }, async (_, n) => {
          const name = `${phase} ${n}`;
          const id = await create(name);
          if (n % 3 === 0) await mutate(graphql, 'deleteDestination', { id });
          else if (n % 3 === 1) await mutate(graphql, 'updateDestination', { id, name: `${name} renamed` });
          if (n % 3 !== 0) kept.push(n % 3 === 1 ? `${name} renamed` : name);
        }),
      );
    };

    await burst('calm');
    const [, another] = await Promise.all([burst('while one is killed'), cluster.kill('follower')]);
    await Promise.all([burst('with two'), another()]);

    await Promise.all([burst('while Redis is killed'), redis.kill()]);
    await burst('without Redis');
    await Promise.all([burst('while Redis comes back'), redis.again()]);

    const live = await create('live');
    const [, heir] = await Promise.all([
      burst('while the leader is killed'),
      mutate(graphql, 'startDestination', { id: live }).then(() => cluster.kill('leader')),
    ]);
    await burst('without a leader');
    await cluster.led();
    await heir();
    // Somebody acts again: what was asked of the dead leader is done by the next.
    await expect
      .poll(
        async () => {
          const query = 'query ($id: ID!) { destination(id: $id) { status } }';
          return (await ask(graphql, query, { id: live }).catch(() => null))?.data?.['destination'];
        },
        { timeout: 30_000, interval: 200 },
      )
      .toEqual({ status: 'RUNNING' });
    await burst('whole again');

    // What the frozen one took in it does when it goes on, long after others were asked the same.
    const goOn = await cluster.freeze();
    await Promise.all([burst('while the leader is frozen'), cluster.led()]);
    await Promise.all([burst('while it goes on'), goOn()]);

    // A deletion takes the leader a moment more. Then there is what was made and kept, once each.
    const names = async () => {
      const query = '{ destinations(first: 500) { nodes { name } } }';
      const page = (await ask(graphql, query).catch(() => null))?.data?.['destinations'];
      return (page as { nodes: { name: string }[] } | undefined)?.nodes.map(({ name }) => name).sort();
    };
    await expect.poll(names, { timeout: 30_000, interval: 200 }).toEqual([...kept, 'live'].sort());

    clearInterval(dropping);
    await create('the end');
    const truth = await readTruth(table, start);
    const end = (stream: Follower['stream']) => truth.cursors[stream].at(-1) ?? '';
    await Promise.all(followers.map((follower) => follower.reached(end(follower.stream))));

    expect(truth.positions).toEqual(truth.positions.map((_, n) => truth.from + 1 + n));
    expect([...truth.names].sort()).toEqual([...kept, 'live', 'the end'].sort());
    for (const { stream, cursors, troubles } of followers) {
      expect(troubles).toEqual([]);
      const told = cursors.slice(0, cursors.indexOf(end(stream)) + 1);
      expect(told.map(readable)).toEqual(truth.cursors[stream].map(readable));
    }
    const connects = followers.reduce((sum, follower) => sum + follower.connects(), 0);
    expect(connects).toBeGreaterThan(followers.length * 2);
  });
});

/** As `position.index`, so that a failure says where. */
function readable(cursor: string): string {
  const { position, index } = decodeCursor(cursor) ?? {};
  return `${position}.${index}`;
}
