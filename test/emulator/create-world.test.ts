import { describe, expect, it } from 'vitest';
import { createWorld } from '../../emulator/create-world.ts';
import { newAccount } from '../../emulator/new-account.ts';
import { createManualClock } from '../_kit/manual-clock.ts';

/** A disk whose writes end when the test says so. */
function createSlowKeeper() {
  const writes: { done(): void; fail(): void }[] = [];
  return {
    writes,
    load: async () => null,
    keep: () =>
      new Promise<void>((resolve, reject) => {
        writes.push({ done: resolve, fail: () => reject(new Error('The disk is full')) });
      }),
  };
}

function setUp(timeScale = 1) {
  const clock = createManualClock();
  const keeper = createSlowKeeper();
  const world = createWorld({ account: newAccount(timeScale), region: 'us-east-1', clock, keeper });
  return { clock, keeper, world };
}

/** Whether the promise is settled once everything that waits for nothing but promises has had its turn. */
async function isOver(promise: Promise<unknown>): Promise<boolean> {
  let over = false;
  promise.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  await new Promise((resolve) => setImmediate(resolve));
  return over;
}

describe('keeping the account', () => {
  it('writes once for a change, and not for a look', async () => {
    const { keeper, world } = setUp();
    const change = world.commit();
    keeper.writes[0]?.done();
    await change;
    await world.commit();
    expect(keeper.writes).toHaveLength(1);
    world.changed();
    world.commit();
    expect(keeper.writes).toHaveLength(2);
  });

  it('lets a look wait for the write of what it saw', async () => {
    const { keeper, world } = setUp();
    world.commit();
    const look = world.commit();
    expect(await isOver(look)).toBe(false);
    keeper.writes[0]?.done();
    expect(await isOver(look)).toBe(true);
    expect(keeper.writes).toHaveLength(1);
  });

  it('fails whoever waited when the disk does, and writes again the next time', async () => {
    const { keeper, world } = setUp();
    const [change, look] = [world.commit(), world.commit()];
    keeper.writes[0]?.fail();
    await expect(change).rejects.toThrow('The disk is full');
    await expect(look).rejects.toThrow('The disk is full');
    const again = world.commit();
    keeper.writes[1]?.done();
    await expect(again).resolves.toBeUndefined();
  });
});

describe('time', () => {
  it('takes AWS its time within a fifth, scaled, and the same in every run', () => {
    const spans = Array.from({ length: 100 }, (_, index) => index).map(() => 0);
    const [one, other] = [setUp(0.5).world, setUp(0.5).world];
    for (const index of spans.keys()) {
      const span = one.duration(10_000);
      expect(span).toBeGreaterThanOrEqual(4_000);
      expect(span).toBeLessThanOrEqual(6_000);
      expect(other.duration(10_000)).toBe(span);
      spans[index] = span;
    }
    expect(new Set(spans).size).toBeGreaterThan(50);
  });

  it('takes none at a scale of nothing', () => {
    expect(setUp(0).world.duration(90_000)).toBe(0);
  });

  it('moves states on also when nobody asks, and tells listeners', () => {
    const { clock, world } = setUp();
    world.account.inputs['1'] = {
      id: '1',
      arn: 'arn:aws:medialive:us-east-1:111122223333:input:1',
      state: 'CREATING',
      settling: { at: clock.now() + 3_000, to: 'DETACHED' },
      config: {},
      flowArns: [],
      attachedChannelId: null,
      deletedAt: null,
    };
    world.changed();
    const seen: (string | undefined)[] = [];
    world.onChange(() => seen.push(world.account.inputs['1']?.state));
    clock.advance(2_999);
    expect(seen).toEqual([]);
    clock.advance(1);
    expect(seen).toEqual(['DETACHED']);
  });

  it('stands still once closed', () => {
    const { clock, world } = setUp();
    world.account.inputs['1'] = {
      id: '1',
      arn: 'arn:aws:medialive:us-east-1:111122223333:input:1',
      state: 'CREATING',
      settling: { at: clock.now() + 3_000, to: 'DETACHED' },
      config: {},
      flowArns: [],
      attachedChannelId: null,
      deletedAt: null,
    };
    world.changed();
    world.close();
    clock.advance(60_000);
    expect(world.account.inputs['1']?.state).toBe('CREATING');
  });
});
