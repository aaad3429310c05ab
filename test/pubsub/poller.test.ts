import { afterEach, describe, expect, it } from 'vitest';
import { put } from '../../src/domain/change.ts';
import { mediaLiveEye } from '../../src/domain/observe-eye.ts';
import { type Poller, startPoller } from '../../src/pubsub/poller.ts';
import type { Store } from '../../src/store/store.ts';
import { createManualClock, settled } from '../_kit/manual-clock.ts';
import { flowArn, seenChannel, seenFlow, seenInput, seenOutput } from '../domain/seen.ts';
import { channel } from '../resolvers/sample.ts';
import { createMemoryStore } from './memory-store.ts';
import { createStubAws } from './stub-aws.ts';

const silent = { debug() {}, warn() {}, error() {} };
const pollers: Poller[] = [];
afterEach(async () => {
  await Promise.all(pollers.splice(0).map((poller) => poller.close()));
});

async function createScene() {
  const clock = createManualClock();
  const aws = createStubAws(clock);
  const { store, entries } = await createMemoryStore(clock);
  const scene = { enabled: true };
  const start = () => {
    const settings = {
      primaryChannelId: null,
      primaryPlaybackUrl: null,
      timeScale: 1,
      enabled: () => scene.enabled,
    };
    const poller = startPoller({
      store,
      mediaLive: aws.mediaLive,
      mediaConnect: aws.mediaConnect,
      clock: store.clock,
      settings,
      log: silent,
    });
    pollers.push(poller);
    return poller;
  };
  /** One look now, to its end. */
  const look = async (poller: Poller) => {
    poller.lookNow();
    await poller.idle();
    await settled();
  };
  return { clock, aws, store, entries, scene, start, look };
}

const eyeOf = (store: Store, id: string = mediaLiveEye) => store.state.get('eye', id);

const hourMs = 3_600_000;

describe('the poller', () => {
  it.each([2 * hourMs, -2 * hourMs])(
    'goes on seeing what AWS does when the clock is set by %i ms',
    async (ms) => {
      const { clock, aws, store, start } = await createScene();
      aws.channels.set('2000001', seenChannel());
      start();
      await clock.run(30_000);
      clock.step(ms);
      aws.channels.set('2000001', seenChannel({ state: 'RUNNING' }));
      await clock.run(15_000);
      expect(store.state.get('channel', '2000001')?.state).toBe('RUNNING');
      const before = eyeOf(store)?.observedAt ?? '';
      await clock.run(60_000);
      expect((eyeOf(store)?.observedAt ?? '') > before).toBe(true);
    },
  );

  it('believes its looks after a leader whose clock was two hours ahead has acted and looked', async () => {
    const { clock, aws, store, start } = await createScene();
    const ahead = new Date(clock.now() + 2 * hourMs).toISOString();
    await store.change((state) => ({
      changes: [
        put(state, 'eye', { id: mediaLiveEye, observedAt: ahead, stale: false, error: null }),
        put(state, 'channel', {
          ...channel('2000001', { state: 'CREATING' }),
          stateSince: ahead,
          acted: { at: ahead, made: true },
        }),
      ],
      events: [],
      value: undefined,
    }));
    aws.channels.set('2000001', seenChannel({ state: 'IDLE' }));
    start();
    await clock.run(15_000);
    expect(store.state.get('channel', '2000001')?.state).toBe('IDLE');
    expect(eyeOf(store)?.observedAt).not.toBe(ahead);
  });

  it('believes no look of an output or a channel that an act of ours changed meanwhile, whatever the clock of who acted', async () => {
    const { clock, aws, store, start, look } = await createScene();
    aws.channels.set('2000001', seenChannel());
    aws.flows.set(flowArn, seenFlow({ outputs: [seenOutput()] }));
    const poller = start();
    await clock.run(0);
    const { arn } = seenOutput();
    aws.flows.set(flowArn, seenFlow({ outputs: [] }));
    aws.slow.set('DescribeFlowSourceMetadata', 1_000).set('ListInputs', 1_000);
    poller.lookNow();
    await settled();
    // Another process, whose clock is an hour behind, hears of what it did: the output was added, the channel started.
    const position = store.state.position + 1;
    const acted = { at: new Date(clock.now() - 3_600_000).toISOString(), position };
    await store.change((state) => {
      const output = state.get('output', arn);
      const channel = state.get('channel', '2000001');
      if (!output || !channel) throw new Error('They are not known.');
      return {
        changes: [
          put(state, 'output', { ...output, acted }),
          put(state, 'channel', { ...channel, state: 'STARTING', acted }),
        ],
        events: [],
        value: undefined,
      };
    });
    await clock.run(1_000);
    await poller.idle();
    expect(store.state.get('output', arn)).toMatchObject({ id: arn, acted });
    expect(store.state.get('channel', '2000001')?.state).toBe('STARTING');
    aws.slow.clear();
    aws.channels.set('2000001', seenChannel({ state: 'RUNNING' }));
    await look(poller);
    await look(poller);
    expect(store.state.get('output', arn)).toBeUndefined();
    expect(store.state.get('channel', '2000001')?.state).toBe('RUNNING');
  });

  it('finds channels, inputs, flows and outputs by itself', async () => {
    const { clock, aws, store, start } = await createScene();
    aws.channels.set('2000001', seenChannel());
    aws.inputs.set('1000001', seenInput());
    aws.flows.set(flowArn, seenFlow({ outputs: [seenOutput()] }));
    start();
    await clock.run(0);
    expect(store.state.get('channel', '2000001')).toMatchObject({ state: 'IDLE' });
    expect(store.state.get('input', '1000001')).toMatchObject({ state: 'DETACHED' });
    expect(store.state.get('flow', flowArn)).toMatchObject({
      state: 'ACTIVE',
      sources: [{ connected: true }],
    });
    expect(store.state.get('output', seenOutput().arn)).toMatchObject({ managedBy: 'OTHER' });
  });

  it('looks at 200 channels on 4 flows with no call per channel', async () => {
    const { clock, aws, start, look } = await createScene();
    for (let n = 0; n < 200; n += 1) {
      aws.channels.set(`${n}`, seenChannel({ id: `${n}`, state: n % 2 ? 'RUNNING' : 'IDLE' }));
      aws.inputs.set(`${n}`, seenInput({ id: `${n}` }));
    }
    for (let n = 0; n < 4; n += 1) aws.flows.set(`arn-${n}`, seenFlow({ arn: `arn-${n}` }));
    const poller = start();
    await clock.run(0);
    aws.calls.length = 0;
    await look(poller);
    const made = Object.fromEntries(aws.calls.map(({ operation }) => [operation, aws.count(operation)]));
    expect(made).toEqual({
      ListChannels: 1,
      ListInputs: 1,
      DescribeFlow: 4,
      DescribeFlowSourceMetadata: 4,
    });
  });

  it('appends nothing when nothing changed', async () => {
    const { clock, aws, entries, start, look } = await createScene();
    aws.channels.set('2000001', seenChannel());
    aws.flows.set(flowArn, seenFlow({ outputs: [seenOutput()] }));
    const poller = start();
    await clock.run(0);
    const { length } = entries;
    await clock.run(3_000);
    await look(poller);
    expect(entries).toHaveLength(length);
  });

  it('logs a look that a caller asked for, changed or not', async () => {
    const { clock, aws, store, start } = await createScene();
    aws.flows.set(flowArn, seenFlow());
    const poller = start();
    await clock.run(0);
    await clock.run(3_000);
    poller.lookNow({ sync: true });
    await clock.run(0);
    const now = new Date(clock.now()).toISOString();
    expect(eyeOf(store)?.observedAt).toBe(now);
    expect(eyeOf(store, flowArn)?.observedAt).toBe(now);
    expect(aws.count('ListFlows')).toBe(2);
  });

  it('looks every 15 s when all is settled and every 2 s while something moves', async () => {
    const { clock, aws, start } = await createScene();
    aws.channels.set('2000001', seenChannel());
    start();
    await clock.run(0);
    await clock.run(60_000);
    expect(aws.count('ListChannels')).toBe(5);
    aws.channels.set('2000001', seenChannel({ state: 'STARTING' }));
    await clock.run(15_000);
    aws.calls.length = 0;
    await clock.run(20_000);
    expect(aws.count('ListChannels')).toBe(10);
  });

  it('does not wait out a long rest once something begins to move', async () => {
    const { clock, aws, store, start } = await createScene();
    aws.channels.set('2000001', seenChannel());
    start();
    await clock.run(1_000);
    aws.calls.length = 0;
    const channel = store.state.get('channel', '2000001');
    await store.change(() => ({
      changes: channel
        ? [
            {
              type: 'channel',
              kind: 'UPDATED',
              id: channel.id,
              flowId: null,
              record: { ...channel, state: 'STARTING' },
            },
          ]
        : [],
      events: [],
      value: undefined,
    }));
    await clock.run(2_000);
    expect(aws.count('ListChannels')).toBe(1);
  });

  it('follows a look that runs by one more, however often it is asked', async () => {
    const { clock, aws, start } = await createScene();
    const poller = start();
    for (let n = 0; n < 5; n += 1) poller.lookNow();
    await clock.run(0);
    expect(aws.count('ListChannels')).toBe(2);
  });

  it('makes no call while another process leads, and looks soon after it takes over', async () => {
    const { clock, aws, scene, start } = await createScene();
    scene.enabled = false;
    aws.channels.set('2000001', seenChannel({ state: 'RUNNING' }));
    start();
    await clock.run(60_000);
    expect(aws.calls).toEqual([]);
    scene.enabled = true;
    await clock.run(2_000);
    expect(aws.count('ListChannels')).toBe(1);
    expect(aws.count('ListFlows')).toBe(1);
  });

  it('asks after what a List shows otherwise soon after an act, however long ago a clock says that it was', async () => {
    const { clock, aws, store, start, look } = await createScene();
    aws.channels.set('2000001', seenChannel({ state: 'RUNNING' }));
    const poller = start();
    await clock.run(0);
    aws.lagging.set('2000001', seenChannel({ state: 'RUNNING' }));
    aws.channels.set('2000001', seenChannel({ state: 'STOPPING' }));
    const anHourAgo = new Date(clock.now() - 3_600_000).toISOString();
    await store.change((state) => {
      const known = state.get('channel', '2000001');
      if (!known) throw new Error('It was not seen.');
      const stopped = { ...known, state: 'STOPPING' as const, acted: { at: anHourAgo } };
      return { changes: [put(state, 'channel', stopped)], events: [], value: undefined };
    });
    await look(poller);
    expect(aws.count('DescribeChannel')).toBe(1);
    expect(store.state.get('channel', '2000001')).toMatchObject({ state: 'STOPPING' });
    await clock.run(11_000);
    await look(poller);
    expect(store.state.get('channel', '2000001')).toMatchObject({ state: 'RUNNING' });
  });

  describe('when a List leaves something out', () => {
    it('asks after it, and keeps it while AWS still has it', async () => {
      const { clock, aws, store, start, look } = await createScene();
      aws.channels.set('2000001', seenChannel());
      aws.inputs.set('1000001', seenInput());
      const poller = start();
      await clock.run(0);
      aws.unlisted.add('2000001').add('1000001');
      await look(poller);
      expect(aws.count('DescribeChannel')).toBe(1);
      expect(store.state.get('channel', '2000001')).toMatchObject(seenChannel());
      expect(store.state.get('input', '1000001')).toMatchObject(seenInput());
    });

    it('records it as gone once AWS says so twice', async () => {
      const { clock, aws, store, start, look } = await createScene();
      aws.channels.set('2000001', seenChannel());
      aws.inputs.set('1000001', seenInput());
      const poller = start();
      await clock.run(0);
      aws.channels.clear();
      aws.inputs.clear();
      await look(poller);
      expect(store.state.get('channel', '2000001')).toBeDefined();
      expect(store.state.get('input', '1000001')).toBeDefined();
      await look(poller);
      expect(store.state.get('channel', '2000001')).toBeUndefined();
      expect(store.state.get('input', '1000001')).toBeUndefined();
    });

    it('believes a tombstone at once', async () => {
      const { clock, aws, store, start, look } = await createScene();
      aws.channels.set('2000001', seenChannel());
      const poller = start();
      await clock.run(0);
      aws.unlisted.add('2000001');
      aws.channels.set('2000001', seenChannel({ state: 'DELETED' }));
      await look(poller);
      expect(store.state.get('channel', '2000001')).toBeUndefined();
    });

    it('does not count two absences with a presence between', async () => {
      const { clock, aws, store, start, look } = await createScene();
      const appear = () => {
        aws.channels.set('2000001', seenChannel());
        aws.flows.set(flowArn, seenFlow({ outputs: [seenOutput()] }));
      };
      appear();
      const poller = start();
      await clock.run(0);
      for (const flow of [seenFlow({ outputs: [] }), null, seenFlow({ outputs: [] }), null]) {
        aws.channels.clear();
        aws.flows.clear();
        if (flow) aws.flows.set(flowArn, flow);
        await look(poller);
        appear();
        await look(poller);
      }
      expect(store.state.get('channel', '2000001')).toBeDefined();
      expect(store.state.get('flow', flowArn)).toBeDefined();
      expect(store.state.get('output', seenOutput().arn)).toBeDefined();
    });

    it('takes the second look within two seconds', async () => {
      const { clock, aws, store, start, look } = await createScene();
      aws.flows.set(flowArn, seenFlow());
      const poller = start();
      await clock.run(60_000);
      aws.flows.clear();
      await look(poller);
      expect(store.state.get('flow', flowArn)).toBeDefined();
      await clock.run(2_000);
      expect(store.state.get('flow', flowArn)).toBeUndefined();
    });

    it('asks after all of many in turn, and does not call that a look until it is through', async () => {
      const { clock, aws, store, start, look } = await createScene();
      for (let n = 0; n < 25; n += 1) aws.channels.set(`${n}`, seenChannel({ id: `${n}` }));
      const poller = start();
      await clock.run(30_000);
      for (const id of aws.channels.keys()) aws.unlisted.add(id);
      const seenAt = eyeOf(store)?.observedAt;
      aws.calls.length = 0;
      for (let n = 0; n < 3; n += 1) await look(poller);
      expect(
        new Set(
          aws.calls.filter(({ operation }) => operation === 'DescribeChannel').map(({ about }) => about),
        ).size,
      ).toBe(25);
      await clock.run(30_000);
      expect(eyeOf(store)?.observedAt).toBe(seenAt);
      aws.unlisted.clear();
      await clock.run(15_000);
      expect(eyeOf(store)?.observedAt).not.toBe(seenAt);
      expect([...store.state.all('channel')]).toHaveLength(25);
    });

    it('keeps it when it cannot be asked after', async () => {
      const { clock, aws, store, start, look } = await createScene();
      aws.channels.set('2000001', seenChannel());
      const poller = start();
      await clock.run(0);
      aws.channels.clear();
      aws.failing.add('DescribeChannel');
      await look(poller);
      expect(store.state.get('channel', '2000001')).toMatchObject(seenChannel());
    });

    it('does not bring back what was just recorded as gone', async () => {
      const { clock, store, look, poller } = await createGone();
      await look(poller);
      expect(store.state.get('channel', '2000001')).toBeUndefined();
      await clock.run(30_000);
      expect(store.state.get('channel', '2000001')).toMatchObject(seenChannel());
    });

    it('does not bring it back by a look that takes long', async () => {
      const { clock, aws, store, poller } = await createGone();
      aws.slow.set('ListInputs', 15_000);
      poller.lookNow();
      await clock.run(15_000);
      await poller.idle();
      expect(store.state.get('channel', '2000001')).toBeUndefined();
    });

    it('does not bring back what went before the process was there', async () => {
      const { clock, store, start, poller } = await createGone();
      await poller.close();
      start();
      await clock.run(0);
      expect(store.state.get('channel', '2000001')).toBeUndefined();
    });

    /** A channel was just recorded as gone, and Lists still show it. */
    async function createGone() {
      const scene = await createScene();
      const { clock, aws, store, start } = scene;
      aws.channels.set('2000001', seenChannel());
      const poller = start();
      await clock.run(0);
      expect(store.state.get('channel', '2000001')).toMatchObject(seenChannel());
      await store.change(() => ({
        changes: [{ type: 'channel', kind: 'DELETED', id: '2000001', flowId: null, record: null }],
        events: [],
        value: undefined,
      }));
      return { ...scene, poller };
    }
  });

  describe('when AWS cannot be seen', () => {
    it('turns stale after three missed looks, never stops trying, and heals', async () => {
      const { clock, aws, store, start, look } = await createScene();
      aws.channels.set('2000001', seenChannel({ state: 'RUNNING' }));
      aws.flows.set(flowArn, seenFlow());
      const poller = start();
      await clock.run(0);
      aws.failing.add('*');
      await look(poller);
      await look(poller);
      expect(eyeOf(store)?.stale).toBe(false);
      await look(poller);
      expect(eyeOf(store)).toMatchObject({ stale: true, error: expect.stringContaining('no answer') });
      expect(eyeOf(store, flowArn)?.stale).toBe(true);
      expect(store.state.get('channel', '2000001')).toMatchObject({ state: 'RUNNING' });
      expect(poller.stats().missedLooks).toBe(6);
      aws.failing.clear();
      await clock.run(15_000);
      expect(eyeOf(store)).toMatchObject({ stale: false, error: null });
      expect(eyeOf(store, flowArn)?.stale).toBe(false);
    });

    it('keeps seeing the rest while one flow hangs', async () => {
      const { clock, aws, store, start } = await createScene();
      aws.flows.set('arn-1', seenFlow({ arn: 'arn-1' })).set('arn-2', seenFlow({ arn: 'arn-2' }));
      start();
      await clock.run(0);
      aws.hanging.add('DescribeFlow arn-1');
      await clock.run(20_000);
      aws.channels.set('2000001', seenChannel());
      aws.flows.set('arn-2', seenFlow({ arn: 'arn-2', name: 'renamed' }));
      await clock.run(20_000);
      expect(store.state.get('channel', '2000001')).toMatchObject(seenChannel());
      expect(store.state.get('flow', 'arn-2')).toMatchObject({ name: 'renamed' });
      await clock.run(120_000);
      expect(eyeOf(store, 'arn-1')?.stale).toBe(true);
      expect(eyeOf(store, 'arn-2')?.stale).toBe(false);
      expect(eyeOf(store)?.stale).toBe(false);
    });

    it('still follows a flow whose source alone cannot be read, and turns its eye stale', async () => {
      const { clock, aws, store, start, look } = await createScene();
      aws.flows.set(flowArn, seenFlow());
      const poller = start();
      await clock.run(0);
      aws.failing.add('DescribeFlowSourceMetadata');
      aws.flows.set(flowArn, seenFlow({ name: 'renamed' }));
      for (let n = 0; n < 3; n += 1) await look(poller);
      expect(store.state.get('flow', flowArn)).toMatchObject({
        name: 'renamed',
        sources: [{ connected: true }],
      });
      expect(eyeOf(store, flowArn)?.stale).toBe(true);
    });
  });

  it('finds new flows every five minutes and lets go of those that are gone', async () => {
    const { clock, aws, store, start, look } = await createScene();
    const poller = start();
    await clock.run(1_000);
    aws.flows.set(flowArn, seenFlow());
    await clock.run(300_000);
    expect(store.state.get('flow', flowArn)).toMatchObject({
      state: 'ACTIVE',
      sources: [{ connected: true }],
    });
    aws.flows.clear();
    await look(poller);
    expect(store.state.get('flow', flowArn)).toBeDefined();
    await look(poller);
    expect(store.state.get('flow', flowArn)).toBeUndefined();
    expect(eyeOf(store, flowArn)).toBeUndefined();
    aws.calls.length = 0;
    await clock.run(60_000);
    expect(aws.count('DescribeFlow')).toBe(0);
  });

  it('survives a store that cannot be written and records later what it saw', async () => {
    const { clock, aws, store, start } = await createScene();
    const { change } = store;
    store.change = () => Promise.reject(new Error('no table'));
    aws.channels.set('2000001', seenChannel());
    start();
    await clock.run(0);
    store.change = change;
    await clock.run(15_000);
    expect(store.state.get('channel', '2000001')).toMatchObject(seenChannel());
  });
});
