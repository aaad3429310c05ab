import { expect, it } from 'vitest';
import { instant } from '../../src/clock.ts';
import { put } from '../../src/domain/change.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import { newWork } from '../../src/domain/new-work.ts';
import type { Preset } from '../../src/domain/records.ts';
import { adoptedVersion } from '../../src/domain/situation.ts';
import type { ReconcileDeps } from '../../src/engine/reconcile-deps.ts';
import { seek } from '../../src/engine/seek.ts';
import { settle } from '../../src/engine/settle.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { createManualClock } from '../_kit/manual-clock.ts';
import { startLocalAws } from '../aws/local-aws.ts';
import { destination } from '../resolvers/sample.ts';

const preset = {
  ...{ id: 'p', name: 'p', width: 1280, height: 720, framesPerSecond: 30 },
  ...{ videoBitrate: 3_000_000, audioBitrate: 128_000, builtIn: true, version: 1 },
} as Preset;

/** A destination whose channel was announced, and an AWS whose Lists show nothing for a minute. */
async function createScene() {
  const aws = await startLocalAws({ hurried: true });
  const { flowArn, mediaLiveRoleArn: roleArn } = aws.emulator.seeded;
  const clock = createManualClock();
  const announcedAt = instant(clock.now());
  const store = await createStore({
    ...{ table: createMemoryTable(), clock, consequences: findConsequences },
  });
  const tagsOf = (id: string) => ({
    'lunora:installation': store.installationId,
    'lunora:destination': id,
    'lunora:generation': '1',
  });
  const input = await aws.mediaLive.createInput({
    ...{ requestId: 'i', name: 'made', flowArn, roleArn, tags: tagsOf('d1') },
  });
  await aws.control('PATCH', '/settings', { listLagMs: 60_000 });
  const record = destination('d1', {
    ...{ flowId: flowArn, desired: 'RUNNING' },
    work: {
      ...newWork,
      generation: 1,
      input: { requestId: 'i', id: input.id },
      channel: { requestId: 'c', id: null, configVersion: 1, presetVersion: 1 },
    },
  });
  await store.change((state) => ({
    ...{ changes: [put(state, 'destination', record)], events: [], value: undefined },
  }));
  const { mediaLive, mediaConnect } = aws;
  const lease = { check: () => 1 };
  return {
    aws,
    clock,
    makeChannel: (id: string) =>
      mediaLive.createChannel({
        ...{ requestId: 'c', name: 'made', inputId: input.id, roleArn, preset, tags: tagsOf(id) },
        ...{ url: 'rtmp://push.example/app', streamKey: 'fake-key' },
      }),
    /** What comes of the step once the announcement has been known here for so long. */
    async settle(knownForMs: number) {
      clock.advance(knownForMs);
      const act = { step: 'createChannel', at: announcedAt, epoch: 1 } as const;
      const deps = { store, lease, mediaLive, mediaConnect } as unknown as ReconcileDeps;
      const revisit = await settle(deps, { ...record, work: { ...record.work, act } }, 'seek');
      const listed = (await aws.calls()).filter(({ operation }) => operation === 'ListChannels').length;
      return { revisit, listed };
    },
    async seek() {
      await seek({ store, lease, mediaLive, mediaConnect } as unknown as ReconcileDeps, record);
      return store.state.get('destination', 'd1')?.work;
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      await aws[Symbol.asyncDispose]();
    },
  };
}

it('finds a channel that was made a moment ago, although no List shows it yet', async () => {
  await using scene = await createScene();
  const { id } = await scene.makeChannel('d1');
  expect((await scene.aws.mediaLive.listChannels()).map((channel) => channel.id)).not.toContain(id);
  expect(await scene.seek()).toMatchObject({
    generation: 1,
    // It may not be as it is wished: somebody may have changed it.
    channel: { id, configVersion: adoptedVersion },
    act: null,
  });
});

it('takes nothing of somebody else for it, and nothing where there is nothing', async () => {
  await using scene = await createScene();
  expect(await scene.seek()).toMatchObject({ generation: 2, channel: null });
  await scene.makeChannel('another');
  expect(await scene.seek()).toMatchObject({ channel: null });
});

it('believes no single List that shows nothing', async () => {
  await using scene = await createScene();
  const { id } = await scene.makeChannel('d1');
  await scene.aws.control('PATCH', '/settings', { listLagMs: 0 });
  await scene.aws.control('POST', '/faults', { operation: 'ListChannels', kind: 'emptyPage', count: 1 });
  await scene.aws.control('POST', '/faults', { operation: 'DescribeInput', kind: 'notFound', count: 1 });
  expect(await scene.seek()).toMatchObject({ generation: 1, channel: { id } });
});

it('asks AWS no sooner than fifteen seconds after the announcement: the request may be on its way still', async () => {
  await using scene = await createScene();
  expect(await scene.settle(0)).toEqual({ revisit: { afterMs: 15_000 }, listed: 0 });
  expect(await scene.settle(5_000)).toEqual({ revisit: { afterMs: 10_000 }, listed: 0 });
  expect(await scene.settle(10_000)).toEqual({ revisit: { afterMs: 0 }, listed: 2 });
});

it.each([2 * 3_600_000, -2 * 3_600_000])(
  'waits those fifteen seconds also when the clock is set by %i ms',
  async (ms) => {
    await using scene = await createScene();
    await scene.settle(0);
    scene.clock.step(ms);
    expect(await scene.settle(5_000)).toEqual({ revisit: { afterMs: 10_000 }, listed: 0 });
    scene.clock.step(-ms);
    expect(await scene.settle(10_000)).toEqual({ revisit: { afterMs: 0 }, listed: 2 });
  },
);
