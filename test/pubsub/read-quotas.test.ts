import { afterEach, expect, it } from 'vitest';
import { AwsError } from '../../src/aws/aws-error.ts';
import type { ListedQuota } from '../../src/domain/applied-quotas.ts';
import { mediaLiveEye } from '../../src/domain/observe-eye.ts';
import { type Poller, startPoller } from '../../src/pubsub/poller.ts';
import { createManualClock } from '../_kit/manual-clock.ts';
import { createMemoryStore } from './memory-store.ts';
import { createStubAws } from './stub-aws.ts';

const pollers: Poller[] = [];
afterEach(async () => {
  await Promise.all(pollers.splice(0).map((poller) => poller.close()));
});

const hourMs = 3_600_000;

async function createScene({ seesAws = true } = {}) {
  const clock = createManualClock();
  const aws = createStubAws(clock);
  if (!seesAws) aws.failing.add('*');
  const { store, entries } = await createMemoryStore(clock);
  const scene = { leads: true, outputs: 20, reads: 0, answer: 'listed' as 'listed' | 'denied' | 'silent' };
  const warnings: string[] = [];
  const note = (_details: object, message: string) => void warnings.push(message);
  const list = async (): Promise<ListedQuota[]> => {
    scene.reads += 1;
    if (scene.answer === 'silent') return new Promise(() => {});
    if (scene.answer === 'denied') throw new AwsError('DENIED', 'ListServiceQuotas', `no. ${scene.reads}`);
    return [{ serviceCode: 'mediaconnect', code: 'L-CB77E87E', name: 'Outputs', value: scene.outputs }];
  };
  const poller = startPoller({
    store,
    mediaLive: aws.mediaLive,
    mediaConnect: aws.mediaConnect,
    serviceQuotas: { list },
    clock: store.clock,
    settings: {
      primaryChannelId: null,
      primaryPlaybackUrl: null,
      timeScale: 1,
      enabled: () => scene.leads,
      quotasEveryMs: 2 * hourMs,
    },
    log: { debug() {}, warn: note, error: note },
  });
  pollers.push(poller);
  const quotas = () => store.state.get('eye', mediaLiveEye)?.quotas;
  return { clock, store, entries, scene, warnings, poller, quotas, aws };
}

it('reads the quotas once this process leads, again every so many hours, and no oftener however often AWS is looked at', async () => {
  const { clock, scene, poller, quotas } = await createScene();
  await clock.run(60_000);
  expect(scene.reads).toBe(1);
  expect(quotas()).toMatchObject({ limits: { outputsPerFlow: 20 }, error: null });
  scene.outputs = 30;
  for (let each = 0; each < 10; each += 1) {
    poller.lookNow();
    await clock.run(60_000);
  }
  expect(scene.reads).toBe(1);
  await clock.run(2 * hourMs);
  expect(scene.reads).toBe(2);
  expect(quotas()?.limits).toEqual({ outputsPerFlow: 30 });
});

it('reads them when a caller asks for a look, at most once in ten seconds', async () => {
  const { clock, scene, poller, quotas } = await createScene();
  await clock.run(60_000);
  scene.outputs = 30;
  for (let each = 0; each < 5; each += 1) {
    poller.lookNow({ sync: true });
    await clock.run(1_000);
  }
  expect(scene.reads).toBe(2);
  expect(quotas()?.limits).toEqual({ outputsPerFlow: 30 });
});

it('reads nothing while another process leads, and at once when this one does', async () => {
  const { clock, scene, poller } = await createScene();
  scene.leads = false;
  await clock.run(10 * 60_000);
  expect(scene.reads).toBe(0);
  scene.leads = true;
  poller.lookNow();
  await clock.run(5_000);
  expect(scene.reads).toBe(1);
});

it('waits until MediaLive was seen, for what it reads is kept with that', async () => {
  const { clock, scene, aws } = await createScene({ seesAws: false });
  await clock.run(1_000);
  expect(scene.reads).toBe(0);
  aws.failing.clear();
  await clock.run(20_000);
  expect(scene.reads).toBe(1);
});

it.each(['denied', 'silent'] as const)(
  'leaves what it knew in force where the read is %s, says so once, tries again after a while and recovers',
  async (answer) => {
    const { clock, scene, warnings, quotas, entries } = await createScene();
    await clock.run(60_000);
    scene.answer = answer;
    await clock.run(3 * hourMs);
    expect(scene.reads).toBeGreaterThan(3);
    expect(warnings).toEqual(['quota read failed']);
    expect(quotas()).toMatchObject({ limits: { outputsPerFlow: 20 }, error: expect.any(String) });
    const failures = entries.flatMap(({ changes }) =>
      changes.filter(({ type, record }) => type === 'eye' && record?.quotas?.error),
    );
    expect(
      new Set(failures.map(({ record }) => JSON.stringify((record as { quotas?: object }).quotas))).size,
    ).toBe(1);
    scene.answer = 'listed';
    scene.outputs = 25;
    await clock.run(20 * 60_000);
    expect(quotas()).toMatchObject({ limits: { outputsPerFlow: 25 }, error: null });
  },
);
