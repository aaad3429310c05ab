import { expect, it } from 'vitest';
import { createEmulatorClients } from '../_kit/emulator-clients.ts';
import { createFastClock } from '../_kit/fast-clock.ts';
import { createRandom } from '../_kit/seeded-random.ts';
import { judge } from '../kills/judge.ts';
import type { Wish } from '../kills/operate.ts';
import { readAws } from '../kills/read-aws.ts';
import { readRecords } from '../kills/read-records.ts';
import { settle } from '../kills/settle.ts';
import { type Operator, startOperator } from './operator.ts';

/** So many times as fast, Lunora and AWS alike: AWS at its own pace, back-off and deadlines in full. */
const factor = 30;
const poll = { timeout: 30_000, interval: 20 };
const seed = Math.floor(Math.random() * 1_000_000);

async function startFast() {
  const clock = createFastClock(factor);
  const emulator = { clock, random: createRandom(seed).fraction };
  const operator = await startOperator({ timeScale: 1, overrides: { clock }, emulator });
  await operator.ready();
  return Object.assign(operator, { clock });
}

let made = 0;

/** Creates one, off air. `url`: where it goes when not to a place of its own. */
async function create(operator: Operator, mode: Wish['mode'], url?: string): Promise<Wish> {
  made += 1;
  const place =
    mode === 'FLOW_OUTPUT' ? `srt://place-${made}.example:7001` : `rtmp://place-${made}.example/live`;
  const streamKey = mode === 'FLOW_OUTPUT' ? null : `fake-key-${made}`;
  const wish = { name: `${mode} ${made}`, mode, desired: 'STOPPED', url: url ?? place, streamKey } as const;
  const input = { ...{ name: wish.name, url: wish.url, platform: 'CUSTOM', deliveryMode: mode } };
  return { ...wish, id: await operator.create({ ...input, ...(streamKey && { streamKey }) }) };
}

async function start(operator: Operator, wish: Wish): Promise<void> {
  await operator.start(wish.id);
  wish.desired = 'RUNNING';
}

async function stop(operator: Operator, wish: Wish): Promise<void> {
  await operator.stop(wish.id);
  wish.desired = 'STOPPED';
}

async function remove(operator: Operator, wish: Wish): Promise<void> {
  await operator.remove(wish.id);
  wish.desired = 'DELETED';
}

type Following = Awaited<ReturnType<Operator['follow']>>;

/** Resolves once each has what it wishes for. */
async function granted(live: Following, wishes: readonly Wish[]): Promise<void> {
  for (const { id, desired } of wishes) {
    if (desired === 'DELETED') await live.until(id, ({ kind }) => kind === 'DELETED');
    else await live.untilStatus(id, desired === 'RUNNING' ? 'RUNNING' : 'IDLE');
  }
}

/** What differs between the wishes, the records and AWS. */
async function differences(operator: Operator, wishes: readonly Wish[]): Promise<string[]> {
  using aws = createEmulatorClients(operator.emulator);
  const { flowArn } = operator.emulator.seeded;
  return judge(wishes, await readRecords(operator.endpoint), await readAws(aws, flowArn));
}

/** The statuses and reasons that were told of one. */
const toldOf = (live: Following, { id }: Wish) =>
  live.all().flatMap((change) => (change.recordId === id && change.destination ? [change.destination] : []));

it(`starts, stops and deletes every healthy destination while half of all calls fail (seed ${seed})`, {
  timeout: 240_000,
}, async () => {
  await using operator = await startFast();
  const { emulator } = operator;
  await emulator.platform('rtmp://refuses.example/', false);
  const live = await operator.follow();
  // An eighth of all each: the one before has taken its part of what comes to the next.
  await emulator.fault({ kind: 'lostRequest', probability: 1 / 8 });
  await emulator.fault({ kind: 'lostAnswer', probability: 1 / 7 });
  await emulator.fault({ kind: 'throttle', probability: 1 / 6 });
  await emulator.fault({ kind: 'error', status: 503, probability: 1 / 5 });
  const before = (await emulator.calls()).length;

  const healthy: Wish[] = [];
  for (let n = 0; n < 4; n += 1) healthy.push(await create(operator, 'DEDICATED_CHANNEL'));
  for (let n = 0; n < 3; n += 1) healthy.push(await create(operator, 'FLOW_OUTPUT'));
  const refused = await create(operator, 'DEDICATED_CHANNEL', 'rtmp://refuses.example/live');
  for (const wish of [refused, ...healthy]) await start(operator, wish);
  await granted(live, healthy);
  await live.untilStatus(refused.id, 'ERROR');

  const [first, second, third, ...others] = healthy as [Wish, Wish, Wish, ...Wish[]];
  await stop(operator, first);
  await remove(operator, second);
  await remove(operator, refused);
  await remove(operator, others.at(-1) as Wish);
  await stop(operator, others.at(-2) as Wish);
  await granted(live, [first, second, refused, ...others.slice(-2)]);

  const calls = (await emulator.calls()).slice(before);
  await emulator.disarm();
  expect(await differences(operator, [...healthy, refused])).toEqual([]);
  for (const wish of healthy) {
    const told = toldOf(live, wish);
    expect(told.filter(({ status, reason }) => status === 'ERROR' || reason?.code === 'GAVE_UP')).toEqual([]);
  }
  expect(third.desired).toBe('RUNNING');
  // A lost answer is noted as the deed it was.
  expect(calls.filter(({ status }) => status === 0 || status >= 400).length).toBeGreaterThan(
    calls.length / 4,
  );
});

it('finds its way by itself when AWS is gone for ten minutes and comes back', {
  timeout: 240_000,
}, async () => {
  await using operator = await startFast();
  const { emulator, clock, endpoint } = operator;
  const live = await operator.follow();
  const several = async (count: number, mode: Wish['mode']) => {
    const wishes: Wish[] = [];
    for (let n = 0; n < count; n += 1) wishes.push(await create(operator, mode));
    return wishes;
  };
  const channels = await several(9, 'DEDICATED_CHANNEL');
  const [stays, stopped, deleted, starting, stopping, leaving, making, asked, regretted] = channels as Nine;
  const outputs = await several(4, 'FLOW_OUTPUT');
  const [sends, silenced, removed, silent] = outputs as [Wish, Wish, Wish, Wish];
  const onAir = [stays, stopped, deleted, stopping, leaving, regretted, sends, silenced, removed];
  for (const wish of onAir) await start(operator, wish);
  await granted(live, onAir);

  // Gone while AWS is starting one, stopping one, removing one, and has made something nobody was told of.
  await start(operator, starting);
  await live.until(starting.id, ({ destination }) => destination?.channel?.state === 'STARTING');
  await stop(operator, stopping);
  await live.until(stopping.id, ({ destination }) => destination?.channel?.state === 'STOPPING');
  await remove(operator, leaving);
  const unanswered = await emulator.fault({ kind: 'lostAnswer', operation: 'CreateInput' });
  const made = (await emulator.calls('CreateInput')).length;
  await start(operator, making);
  await expect.poll(async () => (await emulator.calls('CreateInput')).length, poll).toBeGreaterThan(made);
  const unseen = await emulator.fault({ kind: 'lostRequest', operation: 'ListChannels' });
  const unheard = await emulator.fault({ kind: 'lostAnswer', operation: 'StopChannel' });
  await stop(operator, regretted);
  const found = (await readRecords(endpoint)).destinations.find(({ id }) => id === regretted.id);
  const regrettedChannel = emulator.world.account.channels[found?.channel?.awsId ?? ''];
  await expect.poll(() => regrettedChannel?.state, poll).toMatch(/STOPPING|IDLE/);
  const gone = await emulator.fault({ kind: 'lostRequest' });
  for (const fault of [unanswered, unseen, unheard]) await emulator.disarm(fault);

  // Meanwhile people go on asking.
  await stop(operator, stopped);
  await remove(operator, deleted);
  await start(operator, asked);
  await start(operator, regretted);
  await stop(operator, silenced);
  await remove(operator, removed);
  await start(operator, silent);
  await new Promise<void>((resolve) => void clock.after(10 * 60_000, resolve));

  const { destinations } = await readRecords(endpoint);
  expect(destinations.map(({ stale, statusReason }) => [stale, statusReason?.code])).toEqual(
    destinations.map(() => [true, 'AWS_UNREACHABLE']),
  );
  await emulator.disarm(gone);
  expect(await settle(endpoint, false, 60_000)).toEqual([]);
  expect(await differences(operator, [...channels, ...outputs])).toEqual([]);
  for (const wish of [stays, sends]) {
    const statuses = toldOf(live, wish).map(({ status }) => status);
    expect(new Set(statuses.slice(statuses.indexOf('RUNNING')))).toEqual(new Set(['RUNNING']));
  }
});

type Nine = [Wish, Wish, Wish, Wish, Wish, Wish, Wish, Wish, Wish];
