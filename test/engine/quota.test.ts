import { expect, it } from 'vitest';
import { mediaLiveEye } from '../../src/domain/observe-eye.ts';
import { observeQuotas } from '../../src/domain/observe-quotas.ts';
import { startControlPlane } from './control-plane.ts';

type Plane = Awaited<ReturnType<typeof startControlPlane>>;

const untilWaiting = (plane: Plane, id: string) =>
  plane.until((state) => {
    const destination = state.get('destination', id);
    return destination?.condition.reason?.code === 'QUOTA_EXCEEDED' && destination;
  });

const creates = async (plane: Plane) =>
  (await plane.calls('CreateInput')) + (await plane.calls('CreateChannel'));

it('asks AWS for nothing while the account is known to be full, and goes on by itself when a place comes free', async () => {
  // The primary channel and one more.
  await using plane = await startControlPlane({ quotas: { channels: 2 } });
  const [a, b] = [await plane.create(), await plane.create()];
  await plane.want(a, 'RUNNING');
  await plane.untilStatus(a, 'RUNNING');
  const before = await creates(plane);
  await plane.want(b, 'RUNNING');
  const waiting = await untilWaiting(plane, b);
  expect(waiting.condition).toMatchObject({
    status: 'ERROR',
    reason: { suggestedAction: 'FREE_CAPACITY', message: expect.stringContaining('channels') },
    billing: false,
  });
  expect(await creates(plane)).toBe(before);

  await plane.want(a, 'STOPPED');
  await plane.untilStatus(b, 'RUNNING');
  expect(await plane.atAws(a)).toEqual({ channels: [], inputs: [], outputs: [] });
});

it('gives the place to who waited first: nobody overtakes, and nobody who waits behind asks AWS', async () => {
  await using plane = await startControlPlane();
  await plane.aws.control('PATCH', '/settings', { quotas: { channels: 2 } });
  const [a, b, c] = [await plane.create(), await plane.create(), await plane.create()];
  await plane.want(a, 'RUNNING');
  await plane.untilStatus(a, 'RUNNING');
  // AWS itself refuses B, which is how the limit is learnt.
  await plane.want(b, 'RUNNING');
  await untilWaiting(plane, b);
  expect(plane.store.state.get('quota', 'channels')?.limit).toBe(2);
  const before = await creates(plane);
  await plane.want(c, 'RUNNING');
  await untilWaiting(plane, c);
  expect(await creates(plane)).toBe(before);

  await plane.want(a, 'DELETED');
  await plane.untilStatus(b, 'RUNNING');
  expect(plane.store.state.get('destination', c)?.condition.reason?.code).toBe('QUOTA_EXCEEDED');
  expect(await plane.atAws(c)).toEqual({ channels: [], inputs: [], outputs: [] });
  await plane.want(b, 'DELETED');
  await plane.untilStatus(c, 'RUNNING');
});

it('lets who waits for a quota go as soon as the limit is forgotten', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create();
  const at = new Date().toISOString();
  await plane.store.change(() => ({
    changes: [
      {
        type: 'quota',
        id: 'channels',
        kind: 'CREATED',
        record: { id: 'channels', limit: 1, at },
        flowId: null,
      },
    ],
    events: [],
    value: undefined,
  }));
  await plane.want(id, 'RUNNING');
  await untilWaiting(plane, id);
  await plane.store.change(() => ({
    changes: [{ type: 'quota', id: 'channels', kind: 'DELETED', record: null, flowId: null }],
    events: [],
    value: undefined,
  }));
  await plane.untilStatus(id, 'RUNNING');
});

it('lets who waits for a quota go as soon as AWS says that it allows more', async () => {
  await using plane = await startControlPlane();
  const id = await plane.create();
  const answer = (channels: number) =>
    plane.store.change((state, at) => observeQuotas(state, { limits: { channels }, at }));
  await plane.until((state) => state.get('eye', mediaLiveEye));
  await answer(1);
  await plane.want(id, 'RUNNING');
  expect((await untilWaiting(plane, id)).condition.reason?.message).toContain('channels: all 1 channels');
  expect(await creates(plane)).toBe(0);
  await answer(2);
  await plane.untilStatus(id, 'RUNNING');
});
