import { expect, it } from 'vitest';
import { createWorkQueue } from '../../src/engine/work-queue.ts';
import { createManualClock } from '../_kit/manual-clock.ts';

function start(visit: (key: string) => Promise<{ afterMs: number } | null>) {
  const clock = createManualClock();
  const errors: unknown[] = [];
  const queue = createWorkQueue({
    clock,
    visit,
    retryAfterMs: 1_000,
    onError: (_, error) => errors.push(error),
  });
  return { clock, queue, errors };
}

it('visits one key at a time and makes of any number of wakes during a visit one more', async () => {
  let inside = 0;
  let visits = 0;
  const gates: (() => void)[] = [];
  const { clock, queue } = start(async () => {
    visits += 1;
    inside += 1;
    expect(inside).toBe(1);
    await new Promise<void>((open) => gates.push(open));
    inside -= 1;
    return null;
  });
  queue.wake('a');
  await clock.run(0);
  for (let i = 0; i < 5; i += 1) queue.wake('a');
  gates.shift()?.();
  await clock.run(0);
  expect(visits).toBe(2);
  gates.shift()?.();
  await clock.run(10_000);
  expect(visits).toBe(2);
});

it('lets a visit that hangs delay no other', async () => {
  const seen: string[] = [];
  const { clock, queue } = start(async (key) => {
    seen.push(key);
    if (key === 'hangs') await new Promise(() => {});
    return null;
  });
  queue.wake('hangs');
  queue.wake('other');
  await clock.run(0);
  queue.wake('other');
  await clock.run(0);
  expect(seen).toEqual(['hangs', 'other', 'other']);
});

it('comes back when a visit asks for it, or sooner when woken, once', async () => {
  let visits = 0;
  const { clock, queue } = start(async () => {
    visits += 1;
    return visits < 3 ? { afterMs: 5_000 } : null;
  });
  queue.wake('a');
  await clock.run(0);
  queue.wake('a');
  await clock.run(0);
  expect(visits).toBe(2);
  await clock.run(4_999);
  expect(visits).toBe(2);
  await clock.run(1);
  expect(visits).toBe(3);
  expect(clock.pending()).toBe(0);
});

it('tries a visit that failed again, and says so', async () => {
  let visits = 0;
  const { clock, queue, errors } = start(async () => {
    visits += 1;
    if (visits === 1) throw new Error('table away');
    return null;
  });
  queue.wake('a');
  await clock.run(999);
  expect(visits).toBe(1);
  await clock.run(1);
  expect(visits).toBe(2);
  expect(errors).toHaveLength(1);
});

it('ends with the visit under way and starts no other once closed', async () => {
  let done = false;
  let open = () => {};
  const { clock, queue } = start(async () => {
    await new Promise<void>((resolve) => {
      open = resolve;
    });
    done = true;
    return { afterMs: 1 };
  });
  queue.wake('a');
  await clock.run(0);
  const closed = queue.close();
  queue.wake('b');
  open();
  await closed;
  expect(done).toBe(true);
  expect(clock.pending()).toBe(0);
});

it('visits one that fails again after its rest only, however often its own notes wake it', async () => {
  let visits = 0;
  const { clock, queue, errors } = start(async (key) => {
    visits += 1;
    queue.wake(key);
    throw new Error('a bug');
  });
  queue.wake('a');
  await clock.run(0);
  queue.wake('a');
  await clock.run(999);
  expect(visits).toBe(1);
  await clock.run(1);
  expect(visits).toBe(2);
  expect(errors).toHaveLength(2);
  await queue.close();
  expect(clock.pending()).toBe(0);
});
