import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startEmulator } from '../../emulator/start-emulator.ts';
import type { World } from '../../emulator/world.ts';
import { systemClock } from '../../src/clock.ts';
import { mediaLiveEye } from '../../src/domain/observe-eye.ts';
import { startPoller } from '../../src/pubsub/poller.ts';
import { startLocalAws } from '../aws/local-aws.ts';
import { createMemoryStore } from './memory-store.ts';

const silent = { debug() {}, warn() {}, error() {} };

/** The poller on the local AWS. It looks when told to: at this scale a tick is hours away. */
async function createScene(
  options: Parameters<typeof startLocalAws>[0] = {},
  prepare: (account: World['account']) => void = () => {},
) {
  const aws = await startLocalAws({ hurried: true, ...options });
  prepare(aws.emulator.world.account);
  const { store, entries } = await createMemoryStore(systemClock);
  const poller = startPoller({
    store,
    mediaLive: aws.mediaLive,
    mediaConnect: aws.mediaConnect,
    clock: systemClock,
    settings: {
      primaryChannelId: aws.emulator.seeded.primaryChannelId,
      primaryPlaybackUrl: 'https://tv.example.com',
      timeScale: 10_000,
      enabled: () => true,
    },
    log: silent,
  });
  onTestFinished(async () => {
    await poller.close();
    await store.close();
    await aws[Symbol.asyncDispose]();
  });
  await poller.idle();
  const look = async () => {
    poller.lookNow();
    await poller.idle();
  };
  return { aws, store, entries, poller, look, seeded: aws.emulator.seeded };
}

describe('the poller, in front of the local AWS', () => {
  it('sees the seeded account', async () => {
    const { store, seeded } = await createScene();
    expect(store.state.get('channel', seeded.primaryChannelId)).toMatchObject({
      role: 'PRIMARY',
      playbackUrl: 'https://tv.example.com',
    });
    expect(store.state.get('flow', seeded.flowArn)).toMatchObject({
      state: 'ACTIVE',
      sources: [
        { ingestPort: 9998, streamId: 'lunora-primary-feed', connected: true, format: expect.any(String) },
      ],
    });
    expect(store.state.get('eye', mediaLiveEye)).toMatchObject({ stale: false });
    expect(store.state.get('eye', seeded.flowArn)).toMatchObject({ stale: false });
  });

  it('sees the source go and come back', async () => {
    const { aws, store, look, seeded } = await createScene();
    const connected = () => store.state.get('flow', seeded.flowArn)?.sources[0]?.connected;
    await aws.control('POST', '/sources', { flowArn: seeded.flowArn, connected: false });
    await look();
    expect(connected()).toBe(false);
    await aws.control('POST', '/sources', { flowArn: seeded.flowArn, connected: true });
    await look();
    expect(connected()).toBe(true);
  });

  it('makes no call per channel over 200 of them', async () => {
    const { aws, store, look, seeded } = await createScene();
    const { channels } = aws.emulator.world.account;
    const primary = channels[seeded.primaryChannelId];
    if (!primary) throw new Error('The account was seeded without its primary channel.');
    for (let n = 0; n < 200; n += 1) {
      const id = `${5_000_000 + n}`;
      channels[id] = { ...structuredClone(primary), id, arn: primary.arn.replace(primary.id, id) };
    }
    await look();
    expect([...store.state.all('channel')]).toHaveLength(201);
    const before = (await aws.calls()).length;
    await look();
    const made = (await aws.calls())
      .slice(before)
      .map(({ operation }) => operation)
      .filter((operation) => operation !== 'ListAlerts');
    expect(made.filter((operation) => operation !== 'ListChannels').sort()).toEqual([
      'DescribeFlow',
      'DescribeFlowSourceMetadata',
      'ListInputs',
    ]);
    const pages = made.filter((operation) => operation === 'ListChannels').length;
    expect(pages).toBeLessThanOrEqual(11);
  });

  it('asks two things of each flow and nothing of a channel, within the budget, over 200 channels on five flows', async () => {
    const { aws, store, look } = await createScene({ hurried: false }, ({ flows, channels }) => {
      const [flow] = Object.values(flows);
      const [channel] = Object.values(channels);
      if (!flow || !channel) throw new Error('The account was not seeded.');
      for (let n = 2; n <= 5; n += 1) {
        const arn = `${flow.arn}-${n}`;
        flows[arn] = { ...structuredClone(flow), arn, outputs: [] };
      }
      for (let n = 0; n < 199; n += 1) {
        const id = `${5_000_000 + n}`;
        channels[id] = { ...structuredClone(channel), id, arn: channel.arn.replace(channel.id, id) };
      }
    });
    await vi.waitFor(() => expect([...store.state.all('flow')]).toHaveLength(5), { timeout: 15_000 });
    await look();
    expect([...store.state.all('channel')]).toHaveLength(200);
    const before = (await aws.calls()).length;
    await look();
    const made = (await aws.calls()).slice(before).map(({ operation }) => operation);
    const count = (operation: string) => made.filter((name) => name === operation).length;
    expect(count('DescribeFlow')).toBe(5);
    expect(count('DescribeFlowSourceMetadata')).toBe(5);
    expect(count('ListInputs')).toBe(1);
    expect(count('ListChannels')).toBeLessThanOrEqual(11);
    const known = /^(DescribeFlow|DescribeFlowSourceMetadata|ListInputs|ListChannels|ListAlerts)$/;
    expect(made.filter((operation) => !known.test(operation))).toEqual([]);
    expect((await aws.calls()).filter(({ status }) => status === 429)).toEqual([]);
  });

  it('keeps what a lagging List leaves out and never invents a loss', async () => {
    const { aws, store, entries, look, seeded } = await createScene();
    await aws.control('PATCH', '/settings', { listLagMs: 60_000 });
    const input = await aws.mediaLive.createInput({
      requestId: 'd1:input:1',
      name: 'lunora-inst-d1-1',
      flowArn: seeded.flowArn,
      roleArn: seeded.mediaLiveRoleArn,
      tags: {},
    });
    await store.change((state, now) => ({
      changes: [
        {
          type: 'input',
          kind: state.get('input', input.id) ? 'UPDATED' : 'CREATED',
          id: input.id,
          flowId: seeded.flowArn,
          record: { ...input, acted: { made: true, at: now } },
        },
      ],
      events: [],
      value: undefined,
    }));
    await look();
    await look();
    expect(store.state.get('input', input.id)).toMatchObject({ ...input, state: 'DETACHED' });
    expect(entries.flatMap(({ changes }) => changes).filter(({ kind }) => kind === 'DELETED')).toEqual([]);
  });

  it('turns stale when AWS is down, does not crash, and heals when it is back', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lunora-poller-'));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    const { aws, store, look, seeded } = await createScene({ dataDir });
    const stale = (id: string) => store.state.get('eye', id)?.stale;
    await aws.emulator.close();
    for (let n = 0; n < 3; n += 1) await look();
    expect([stale(mediaLiveEye), stale(seeded.flowArn)]).toEqual([true, true]);
    expect(store.state.get('flow', seeded.flowArn)?.state).toBe('ACTIVE');

    await using back = await startEmulator({
      dataDir,
      timeScale: 0,
      port: Number(new URL(aws.emulator.url).port),
    });
    await look();
    expect(back.seeded.flowArn).toBe(seeded.flowArn);
    expect([stale(mediaLiveEye), stale(seeded.flowArn)]).toEqual([false, false]);
  });
});
