import { describe, expect, it, onTestFinished } from 'vitest';
import { createHintSource } from '../../src/aws/create-hint-source.ts';
import { createQueueClient } from '../../src/aws/create-queue-client.ts';
import { systemClock } from '../../src/clock.ts';
import { mediaLiveEye } from '../../src/domain/observe-eye.ts';
import { settledCallsPerMinute } from '../../src/pubsub/look-pace.ts';
import { startPoller } from '../../src/pubsub/poller.ts';
import { createManualClock, settled } from '../_kit/manual-clock.ts';
import { startLocalAws } from '../aws/local-aws.ts';
import { flowArn, seenChannel, seenFlow, seenOutput } from '../domain/seen.ts';
import { createMemoryStore } from './memory-store.ts';
import { createStubAws } from './stub-aws.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A settled system under time that is moved by hand, whose events are heard. */
async function createScene() {
  const clock = createManualClock();
  const aws = createStubAws(clock);
  const { store, entries } = await createMemoryStore(clock);
  aws.channels.set('2000001', seenChannel({ state: 'RUNNING', pipelinesRunning: 1 }));
  aws.flows.set(flowArn, seenFlow({ outputs: [seenOutput()] }));
  const scene = { hears: true };
  const poller = startPoller({
    ...{ store, clock, log: silent },
    mediaLive: aws.mediaLive,
    mediaConnect: aws.mediaConnect,
    settings: {
      primaryChannelId: null,
      primaryPlaybackUrl: null,
      timeScale: 1,
      enabled: () => true,
      hears: () => scene.hears,
    },
  });
  onTestFinished(() => poller.close());
  await clock.run(5_000);
  aws.calls.length = 0;
  const outputHealth = () => store.state.get('output', seenOutput().arn)?.health;
  const delivery = (connected: boolean, at = new Date(clock.now()).toISOString()) =>
    poller.hint({ about: 'delivery', flowArn, outputArn: seenOutput().arn, connected, at });
  return { clock, aws, store, entries, poller, scene, outputHealth, delivery };
}

describe('a settled system whose events are heard', () => {
  it('is looked at once a minute, and every 15 s as soon as they are heard no more', async () => {
    const { clock, aws, scene, poller } = await createScene();
    await clock.run(600_000);
    expect(aws.count('ListChannels')).toBe(10);
    expect(aws.count('DescribeFlow')).toBe(10);
    scene.hears = false;
    poller.lookNow();
    await clock.run(0);
    aws.calls.length = 0;
    await clock.run(60_000);
    expect(aws.count('ListChannels')).toBe(4);
    expect(aws.count('DescribeFlow')).toBe(4);
  });

  it('takes the calls that are documented', async () => {
    const { clock, aws, poller } = await createScene();
    for (let n = 0; n < 4; n += 1) aws.flows.set(`arn-${n}`, seenFlow({ arn: `arn-${n}` }));
    poller.lookNow({ sync: true });
    await clock.run(60_000);
    aws.calls.length = 0;
    await clock.run(600_000);
    const looks = aws.calls.filter(({ operation }) => !/^List(Alerts|Flows)$/.test(operation)).length;
    const system = { channels: 1, inputs: 0, activeFlows: 5, hears: true };
    expect(looks).toBe(10 * settledCallsPerMinute(system).looks);
    expect(aws.count('ListFlows')).toBe(2);
    expect(aws.count('ListAlerts')).toBeLessThanOrEqual(10 * settledCallsPerMinute(system).alertsAtMost);
  });

  it('is found to be out of sight as fast as without events', async () => {
    const { clock, aws, store } = await createScene();
    aws.failing.add('ListChannels');
    await clock.run(60_000 + 2 * 15_000);
    expect(store.state.get('eye', mediaLiveEye)?.stale).toBe(true);
    expect(store.state.get('eye', flowArn)?.stale).toBe(false);
  });

  it('looks at channels at once when one changed, then for a while as if something moved, for Lists lag', async () => {
    const { clock, aws, store, poller } = await createScene();
    await poller.hint({ about: 'channel', id: '2000001' });
    await clock.run(0);
    expect(aws.count('ListChannels')).toBe(1);
    expect(aws.count('DescribeFlow')).toBe(0);
    aws.channels.set('2000001', seenChannel({ state: 'IDLE' }));
    await clock.run(2_000);
    expect(store.state.get('channel', '2000001')?.state).toBe('IDLE');
    await clock.run(8_000);
    aws.calls.length = 0;
    await clock.run(59_000);
    expect(aws.count('ListChannels')).toBeLessThanOrEqual(1);
  });

  it('looks at one flow at once when that changed', async () => {
    const { clock, aws, poller } = await createScene();
    aws.flows.set('arn-2', seenFlow({ arn: 'arn-2' }));
    await poller.hint({ about: 'flow', arn: flowArn });
    await clock.run(0);
    expect(aws.calls.map(({ operation, about }) => [operation, about])).toEqual([
      ['DescribeFlow', flowArn],
      ['DescribeFlowSourceMetadata', flowArn],
    ]);
  });

  it('loses nothing but time when an event is lost, and gains nothing from one that comes twice', async () => {
    const { clock, aws, store, entries, poller } = await createScene();
    aws.channels.set('2000001', seenChannel({ state: 'IDLE' }));
    await clock.run(60_000);
    expect(store.state.get('channel', '2000001')?.state).toBe('IDLE');
    const { length } = entries;
    for (let n = 0; n < 3; n += 1) await poller.hint({ about: 'channel', id: '2000001' });
    await clock.run(2_000);
    expect(entries.slice(length).flatMap(({ events }) => events)).toEqual([]);
  });

  it('looks for flows when an event tells of one it does not know', async () => {
    const { clock, aws, store, poller } = await createScene();
    aws.flows.set('arn-2', seenFlow({ arn: 'arn-2' }));
    await poller.hint({ about: 'flow', arn: 'arn-2' });
    await clock.run(0);
    expect(store.state.get('flow', 'arn-2')).toMatchObject({ arn: 'arn-2', state: 'ACTIVE' });
    await poller.hint({ about: 'flow', arn: 'arn-of-somebody-else' });
    await clock.run(3_000);
    expect(store.state.get('eye', 'arn-of-somebody-else')).toBeUndefined();
  });

  it('looks once a second however many events come, and once more after the last', async () => {
    const { clock, aws, poller } = await createScene();
    for (let n = 0; n < 1_000; n += 1) {
      await poller.hint({ about: 'flow', arn: flowArn });
      await clock.run(10);
    }
    expect(aws.count('DescribeFlow')).toBeLessThanOrEqual(11);
    const { length } = aws.calls;
    await poller.hint({ about: 'flow', arn: flowArn });
    await clock.run(1_000);
    expect(aws.calls.length).toBeGreaterThan(length);
  });

  it('looks again after a look that ran while the event came', async () => {
    const { clock, aws, poller } = await createScene();
    await poller.hint({ about: 'flow', arn: flowArn });
    await poller.hint({ about: 'flow', arn: flowArn });
    await clock.run(1_000);
    expect(aws.count('DescribeFlow')).toBe(2);
  });

  it('reads the alerts of a channel in the next slots when an event tells of one', async () => {
    const { clock, aws, store, poller } = await createScene();
    for (let n = 0; n < 100; n += 1) {
      aws.channels.set(`${n}`, seenChannel({ id: `${n}`, state: 'RUNNING', pipelinesRunning: 1 }));
    }
    poller.lookNow();
    await clock.run(60_000);
    aws.alerts.set('7', [
      { id: 'a', alertType: 'Failed RTMP Connection', message: '', since: '', pipeline: '0' },
    ]);
    await poller.hint({ about: 'alerts', id: '7' });
    await clock.run(1_000);
    expect(store.state.get('channel', '7')?.alerts).toHaveLength(1);
  });

  it('takes no notice of an alert of a channel that is off air or not there', async () => {
    const { clock, aws, poller } = await createScene();
    aws.channels.set('2000001', seenChannel({ state: 'IDLE' }));
    poller.lookNow();
    await clock.run(1_000);
    aws.calls.length = 0;
    await poller.hint({ about: 'alerts', id: '2000001' });
    await poller.hint({ about: 'alerts', id: '9' });
    await clock.run(5_000);
    expect(aws.count('ListAlerts')).toBe(0);
  });
});

describe('what an event tells of a delivery', () => {
  it('counts until it expires', async () => {
    const { clock, outputHealth, delivery, entries } = await createScene();
    expect(outputHealth()).toBe('UNKNOWN');
    await delivery(true);
    expect(outputHealth()).toBe('OK');
    expect(entries.at(-1)?.events).toMatchObject([
      { actorType: 'AWS', kind: 'OUTPUT_CHANGED', changes: [{ field: 'health', to: 'OK' }] },
    ]);
    await clock.run(240_000);
    expect(outputHealth()).toBe('OK');
    await clock.run(121_000);
    expect(outputHealth()).toBe('UNKNOWN');
  });

  it('waits for the output to be seen', async () => {
    const { clock, aws, store, poller } = await createScene();
    const fresh = seenOutput({ arn: `${seenOutput().arn}-2`, name: 'fresh' });
    const at = new Date(clock.now()).toISOString();
    aws.flows.set(flowArn, seenFlow({ outputs: [seenOutput(), fresh] }));
    await poller.hint({ about: 'delivery', flowArn, outputArn: fresh.arn, connected: true, at });
    await clock.run(0);
    expect(store.state.get('output', fresh.arn)?.health).toBe('OK');
  });
});

describe('in front of the local AWS, with a real queue', () => {
  it('sees a channel that an outside hand stopped without waiting for any tick', async () => {
    const aws = await startLocalAws({ hurried: true });
    const { queueUrl, primaryChannelId } = aws.emulator.seeded;
    const clock = createManualClock();
    const { store } = await createMemoryStore(clock);
    const poller = startPoller({
      ...{ store, clock, log: silent },
      mediaLive: aws.mediaLive,
      mediaConnect: aws.mediaConnect,
      settings: {
        primaryChannelId,
        primaryPlaybackUrl: null,
        timeScale: 1,
        enabled: () => true,
        hears: () => true,
      },
    });
    await poller.idle();
    const client = createQueueClient(queueUrl, { local: true });
    const hints = createHintSource({
      ...{ client, queueUrl, clock: systemClock, log: silent },
      enabled: () => true,
      onHint: (hint) => poller.hint(hint),
      redact: (text) => text,
    });
    onTestFinished(async () => {
      await hints.close();
      client.destroy();
      await poller.close();
      await aws[Symbol.asyncDispose]();
    });
    // Hints rest for a second after a look: no tick is anywhere near.
    await clock.run(1_000);
    await settled();
    const before = clock.now();
    const looks = poller.stats().looks;
    const idle = new Promise<void>((seen) => {
      store.onEntry(() => {
        if (store.state.get('channel', primaryChannelId)?.state === 'IDLE') seen();
      });
    });
    await aws.control('POST', `/channels/${primaryChannelId}/outside`, { do: 'stop' });
    await idle;
    expect(clock.now()).toBe(before);
    expect(poller.stats().looks - looks).toBeLessThanOrEqual(2);
  });
});
