import { afterEach, describe, expect, it } from 'vitest';
import type { SeenAlert } from '../../src/domain/aws.ts';
import { put } from '../../src/domain/change.ts';
import {
  type AlertTurn,
  alertPace,
  alertSlotMs,
  alertsAgeBoundMs,
  alertsExpireMs,
  pickAlerts,
} from '../../src/pubsub/pick-alerts.ts';
import { type Poller, startPoller } from '../../src/pubsub/poller.ts';
import { createManualClock } from '../_kit/manual-clock.ts';
import { seenChannel } from '../domain/seen.ts';
import { createMemoryStore } from './memory-store.ts';
import { createStubAws } from './stub-aws.ts';

const silent = { debug() {}, warn() {}, error() {} };
const pollers: Poller[] = [];
afterEach(async () => {
  await Promise.all(pollers.splice(0).map((poller) => poller.close()));
});

const alert: SeenAlert = {
  id: 'a1',
  alertType: 'Failed RTMP Connection',
  message: 'Could not connect.',
  since: '2026-11-01T12:00:00.000Z',
  pipeline: '0',
};

async function createScene(running: number) {
  const clock = createManualClock();
  const aws = createStubAws(clock);
  const { store, entries } = await createMemoryStore(clock);
  for (let n = 0; n < running; n += 1) {
    aws.channels.set(`${n}`, seenChannel({ id: `${n}`, state: 'RUNNING', pipelinesRunning: 1 }));
  }
  const poller = startPoller({
    store,
    mediaLive: aws.mediaLive,
    mediaConnect: aws.mediaConnect,
    clock,
    settings: { primaryChannelId: null, primaryPlaybackUrl: null, timeScale: 1, enabled: () => true },
    log: silent,
  });
  pollers.push(poller);
  await clock.run(0);
  const reads = () => aws.calls.filter(({ operation }) => operation === 'ListAlerts');
  return { clock, aws, store, entries, poller, reads };
}

describe('the reading of alerts', () => {
  it('keeps to two calls a second with 200 channels on air', async () => {
    const { clock, reads } = await createScene(200);
    // What has come on air is noticed within two seconds.
    await clock.run(2_000);
    expect(reads().length).toBeGreaterThanOrEqual(1);
    await clock.run(60_000);
    expect(reads().length).toBeGreaterThanOrEqual(120);
    expect(reads().length).toBeLessThanOrEqual(121);
  });

  it('keeps every channel within the age it publishes, whatever else is alarmed', async () => {
    const { clock, aws, poller, reads } = await createScene(20);
    for (let n = 0; n < 6; n += 1) aws.alerts.set(`${n}`, [alert]);
    await clock.run(120_000);
    const bound = poller.stats().alertsAgeBoundMs;
    expect(bound).toBe(alertsAgeBoundMs(20, alertPace(1)));
    for (let n = 0; n < 20; n += 1) {
      const times = reads().flatMap(({ about, at }) => (about === `${n}` ? at : []));
      const ages = times.slice(1).map((at, index) => at - (times[index] ?? 0));
      expect(ages.length).toBeGreaterThan(1);
      expect(Math.max(...ages)).toBeLessThanOrEqual(bound);
    }
  });

  it('reads a channel that just came on air before the others', async () => {
    const { clock, aws, store, poller, reads } = await createScene(40);
    await clock.run(60_000);
    aws.channels.set('new', seenChannel({ id: 'new', state: 'RUNNING' }));
    poller.lookNow();
    await clock.run(2 * alertSlotMs);
    expect(reads().map(({ about }) => about)).toContain('new');
    expect(store.state.get('channel', 'new')?.alertsReadAt).not.toBeNull();
  });

  it('leaves off-air channels alone', async () => {
    const { clock, aws, reads } = await createScene(0);
    aws.channels.set('idle', seenChannel({ id: 'idle' }));
    await clock.run(60_000);
    expect(reads()).toEqual([]);
  });

  it('records alerts when they come and go, and nothing in between', async () => {
    const { clock, aws, store, entries } = await createScene(1);
    await clock.run(5_000);
    aws.alerts.set('0', [alert]);
    await clock.run(3_000);
    expect(store.state.get('channel', '0')?.alerts).toEqual([alert]);
    const about = () =>
      entries.filter(({ changes }) => changes.some(({ type }) => type === 'channel')).length;
    const before = about();
    await clock.run(60_000);
    expect(about()).toBe(before);
    aws.alerts.clear();
    await clock.run(3_000);
    expect(store.state.get('channel', '0')?.alerts).toEqual([]);
  });

  it('records nothing of a read that began before the present run, whatever the clocks say', async () => {
    const { clock, aws, store, poller } = await createScene(1);
    await clock.run(3_000);
    aws.alerts.set('0', [alert]);
    aws.slow.set('ListAlerts', 5_000);
    await clock.run(2_500);
    // It goes off air and on again while the read is under way; whoever noted it has a clock an hour behind.
    await store.change((state) => {
      const channel = state.get('channel', '0');
      if (!channel) throw new Error('It is not known.');
      const stateSince = new Date(clock.now() - 3_600_000).toISOString();
      const again = { ...channel, stateSince, alerts: [], alertsReadAt: null };
      return { changes: [put(state, 'channel', again)], events: [], value: undefined };
    });
    await clock.run(4_000);
    expect(store.state.get('channel', '0')).toMatchObject({ alerts: [], alertsReadAt: null });
    aws.slow.clear();
    await clock.run(10_000);
    await poller.idle();
    expect(store.state.get('channel', '0')?.alerts).toHaveLength(1);
  });

  it('takes its evidence back when it fails again and again', async () => {
    const { clock, aws, store } = await createScene(1);
    await clock.run(5_000);
    expect(store.state.get('channel', '0')?.alertsReadAt).not.toBeNull();
    aws.failing.add('ListAlerts');
    await clock.run(10_000);
    expect(store.state.get('channel', '0')?.alertsReadAt).toBeNull();
    aws.failing.clear();
    await clock.run(5_000);
    expect(store.state.get('channel', '0')?.alertsReadAt).not.toBeNull();
  });

  it('takes its evidence back while AWS is out of sight, so that it is read anew afterwards', async () => {
    const { clock, aws, store } = await createScene(1);
    await clock.run(5_000);
    aws.failing.add('ListChannels');
    await clock.run(60_000);
    expect(store.state.get('eye', 'medialive')?.stale).toBe(true);
    aws.calls.length = 0;
    expect(store.state.get('channel', '0')?.alertsReadAt).not.toBeNull();
    await clock.run(alertsExpireMs(1, alertPace(1)));
    expect(aws.count('ListAlerts')).toBe(0);
    expect(store.state.get('channel', '0')?.alertsReadAt).toBeNull();
    aws.failing.clear();
    await clock.run(16_000);
    expect(store.state.get('channel', '0')?.alertsReadAt).not.toBeNull();
  });

  it('goes on with the others while one hangs', async () => {
    const { clock, aws, reads } = await createScene(3);
    await clock.run(5_000);
    aws.hanging.add('ListAlerts 1');
    await clock.run(3_000);
    const since = clock.now();
    await clock.run(8_000);
    const others = reads().filter(({ at, about }) => at > since && about !== '1');
    expect(others.length).toBeGreaterThanOrEqual(4);
  });
});

describe('whose turn it is', () => {
  const turn = (id: string, more: Partial<AlertTurn> = {}): AlertTurn => ({
    id,
    read: true,
    triedAt: 0,
    alarmed: false,
    hinted: false,
    ...more,
  });
  const pick = (turns: AlertTurn[], slot: number) => pickAlerts(turns, slot, 10_000, 2_000)?.id ?? null;

  it('goes in even slots to the just started, then the alarmed, then the oldest', () => {
    const oldest = turn('oldest');
    const alarmed = turn('alarmed', { alarmed: true, triedAt: 1_000 });
    const started = turn('started', { read: false, triedAt: null });
    expect(pick([oldest, alarmed, started], 0)).toBe('started');
    expect(pick([oldest, alarmed], 0)).toBe('alarmed');
    expect(pick([oldest], 0)).toBe('oldest');
  });

  it('goes in even slots first of all to one that an event told of, though it was just read', () => {
    const started = turn('started', { read: false, triedAt: null });
    const told = turn('told', { hinted: true, triedAt: 9_900 });
    expect(pick([started, told], 0)).toBe('told');
    expect(pick([turn('older', { triedAt: 1_000 }), told], 1)).toBe('older');
  });

  it('goes in odd slots to the one read longest ago', () => {
    const turns = [turn('newer', { triedAt: 5_000, alarmed: true }), turn('older', { triedAt: 3_000 })];
    expect(pick(turns, 1)).toBe('older');
    expect(pick([turn('started', { read: false, triedAt: null })], 1)).toBe('started');
  });

  it('lets each rest', () => {
    expect(pick([turn('just read', { triedAt: 9_000, alarmed: true })], 0)).toBeNull();
  });
});
