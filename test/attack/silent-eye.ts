import { startCuttableProxy } from '../_kit/cuttable-proxy.ts';
import { silenceEye } from '../_kit/silence-eye.ts';
import type { Attack } from './attack.ts';
import { boardTypes, readBoard, readyz, staleOn, until } from './board.ts';
import { startBehindProxy } from './start-behind-proxy.ts';

/** The longest time between two recorded looks in local mode. */
const recordedEverySeconds = 12;

/** The leader records looks at MediaLive and none at the flow: what the flow shows is stale, and nothing else. */
export const attack: Attack = async ({ long }) => {
  const staleAfterSeconds = long ? 60 : 2;
  const withinSeconds = staleAfterSeconds + recordedEverySeconds;
  await using running = await startBehindProxy(
    { LUNORA_STALE_AFTER_SECONDS: `${staleAfterSeconds}` },
    startCuttableProxy,
  );
  const { victim } = running;
  const live = await running.follow();

  const { flow } = await readBoard(victim);
  const silent = silenceEye(victim.app.store);
  silent.eye = Buffer.from(flow.id, 'base64').toString().replace('Flow:', '');
  const silentAt = performance.now();
  const seconds = () => Math.round((performance.now() - silentAt) / 100) / 10;
  const expected = { flow: true, channel: false, destination: true };
  await until('queries tell it', withinSeconds + 15, async () =>
    isLike(staleOn(await readBoard(victim)), expected),
  );
  const queriesAfter = seconds();
  await until('streams tell it', 10, async () =>
    live.every((one, i) => one.stale() === Object.values(expected)[i]),
  );
  const streamsAfter = seconds();
  const { system } = await readBoard(victim);
  if (system.aws.reachable || !system.aws.lastError?.startsWith('No look at flow'))
    throw new Error(`system.aws says otherwise: ${JSON.stringify(system.aws)}`);
  if ((await readyz(victim)).status !== 200) throw new Error('A part alone makes the process not ready.');

  silent.eye = null;
  await until('all is fresh again', 30, async () => {
    const board = await readBoard(victim);
    const fresh = boardTypes.every((type) => staleOn(board)[type] === false);
    return board.system.aws.reachable && fresh && live.every((one) => one.stale() === false);
  });
  const { channels, destinations } = await readBoard(victim);
  const ids = [[flow], channels.nodes, destinations.nodes].map((records) => records.map(({ id }) => id));
  for (const [index, follower] of live.entries()) follower.check(ids[index] ?? []);
  return {
    name: 'silent eye',
    figures: {
      'documented after s': withinSeconds,
      'queries after s': queriesAfter,
      'streams after s': streamsAfter,
    },
  };
};

const isLike = (found: object, expected: object) => JSON.stringify(found) === JSON.stringify(expected);
