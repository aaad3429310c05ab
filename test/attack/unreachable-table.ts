import { startCuttableProxy } from '../_kit/cuttable-proxy.ts';
import type { Attack } from './attack.ts';
import { boardTypes, type Follower, readBoard, readyz, staleOn, until } from './board.ts';
import { startBehindProxy } from './start-behind-proxy.ts';
import { attackTokens } from './start-victim.ts';

/** The table is out of reach and comes back: all is told in time, both ways, and streams go on without loss or repeat. */
export const attack: Attack = async ({ long }) => {
  const staleAfterSeconds = long ? 60 : 2;
  let proxy: Awaited<ReturnType<typeof startCuttableProxy>> | undefined;
  await using running = await startBehindProxy(
    { LUNORA_STALE_AFTER_SECONDS: `${staleAfterSeconds}` },
    async (target) => {
      proxy = await startCuttableProxy(target);
      return proxy;
    },
  );
  const { victim, follow, create } = running;
  const [live, dropped] = [await follow(), await follow()];

  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 100) / 10;
  proxy?.cut(true);
  await until('not ready', staleAfterSeconds + 15, async () => (await readyz(victim)).status === 503);
  const notReadyAfter = seconds();
  const { reasons } = await readyz(victim);
  if (!reasons.join().includes(`has not shown its log for ${staleAfterSeconds} s`))
    throw new Error(`Not ready for another reason: ${reasons}`);
  const { system, ...board } = await readBoard(victim);
  if (system.aws.reachable || boardTypes.some((type) => staleOn({ system, ...board })[type] !== true))
    throw new Error('A query still shows what was known as fresh.');
  await untilTold([...live, ...dropped], true);
  const toldAfter = seconds();
  for (const follower of dropped) follower.drop();
  const refused = await victim.ask(
    'mutation { sync(input: {}) { userErrors { code } } }',
    attackTokens.admin,
  );
  // It answers at once or not in time; either way nothing is lost by it.
  if (refused.status === 500) throw new Error(`A mutation broke: ${refused.text}`);

  const backAt = performance.now();
  proxy?.cut(false);
  await until('ready again', 60, async () => (await readyz(victim)).status === 200);
  await until('the board is fresh again', 60, async () => {
    const again = await readBoard(victim);
    return again.system.aws.reachable && boardTypes.every((type) => staleOn(again)[type] === false);
  });
  const freshAfter = Math.round((performance.now() - backAt) / 100) / 10;
  await create('second');
  for (const follower of dropped) await follower.open();
  await create('third');
  await untilTold([...live, ...dropped], false);
  const now = await readBoard(victim);
  const ids = {
    flow: [now.flow.id],
    channel: now.channels.nodes.map(({ id }) => id),
    destination: now.destinations.nodes.map(({ id }) => id),
  };
  for (const followers of [live, dropped]) {
    await until('both are told', 10, async () => {
      followers[2]?.stale();
      return followers[2]?.created.length === 2;
    });
    for (const [index, type] of boardTypes.entries()) followers[index]?.check(ids[type]);
    if (followers[2]?.created.join() !== 'second,third') throw new Error('What was made is told otherwise.');
  }
  return {
    name: 'unreachable table',
    figures: {
      'stale after s (setting)': staleAfterSeconds,
      'not ready after s': notReadyAfter,
      'told to streams after s': toldAfter,
      'fresh after s, once it is back': freshAfter,
    },
  };
};

async function untilTold(followers: readonly Follower[], stale: boolean): Promise<void> {
  await until(`every stream tells stale: ${stale}`, 30, async () =>
    followers.every((follower) => follower.stale() === stale),
  );
}
