import { expect, it, vi } from 'vitest';
import { keepHeartbeats } from '../../src/pubsub/keep-heartbeats.ts';
import { createManualClock } from '../_kit/manual-clock.ts';

it('writes a heartbeat every five seconds, says once that it fails, and takes it back at the end', async () => {
  const clock = createManualClock();
  let away = false;
  const heartbeat = vi.fn(async (_leads: boolean) => {
    if (away) throw new Error('the table is away');
  });
  const leave = vi.fn(async () => {});
  const log = { warn: vi.fn() };
  const close = keepHeartbeats({ store: { heartbeat, leave }, clock, leads: () => true, log });
  await clock.run(10_000);
  expect(heartbeat.mock.calls).toEqual([[true], [true], [true]]);
  away = true;
  await clock.run(15_000);
  expect(log.warn).toHaveBeenCalledTimes(1);
  away = false;
  await clock.run(5_000);
  expect(leave).not.toHaveBeenCalled();
  await close();
  expect(leave).toHaveBeenCalledTimes(1);
  expect(clock.pending()).toBe(0);
});
