import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../emulator/start-emulator.ts';
import { createHintSource, type HintOutcome } from '../../src/aws/create-hint-source.ts';
import { createQueueClient } from '../../src/aws/create-queue-client.ts';
import type { Hint } from '../../src/aws/events/hint.ts';
import { systemClock } from '../../src/clock.ts';
import { createEmulatorClients } from '../_kit/emulator-clients.ts';
import { createFastClock } from '../_kit/fast-clock.ts';
import { createManualClock } from '../_kit/manual-clock.ts';

const silent = { warn() {}, info() {} };
const patience = { timeout: 10_000, interval: 10 };

/** The queue of a local AWS, whose hidden messages come back 50 times as fast, and who reads it. */
async function createScene(
  options: Partial<Parameters<typeof createHintSource>[0]> & { reading?: boolean } = {},
) {
  const emulator = await startEmulator({ clock: createFastClock(50), timeScale: 0 });
  const aws = createEmulatorClients(emulator);
  const { queueUrl } = emulator.seeded;
  const hints: Hint[] = [];
  const outcomes: HintOutcome[] = [];
  const hearing: boolean[] = [];
  const sources: { close(): Promise<void> }[] = [];
  const read = () => {
    const client = createQueueClient(queueUrl, { local: true });
    const source = createHintSource({
      client,
      queueUrl,
      clock: systemClock,
      enabled: () => true,
      onHint: (hint) => void hints.push(hint),
      onHearing: (hears) => void hearing.push(hears),
      count: (outcome) => void outcomes.push(outcome),
      redact: (text) => text,
      log: silent,
      ...options,
    });
    const close = async () => {
      await source.close();
      client.destroy();
    };
    sources.push({ close });
    return { ...source, close };
  };
  onTestFinished(async () => {
    await Promise.all(sources.map(({ close }) => close()));
    aws[Symbol.dispose]();
    await emulator.close();
  });
  return {
    ...{ emulator, hints, outcomes, hearing, read },
    send: (MessageBody: string) => aws.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody })),
    /** How many messages there are, held ones too. */
    async left() {
      const { Attributes: counts = {} } = await aws.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
      );
      return (
        Number(counts['ApproximateNumberOfMessages']) +
        Number(counts['ApproximateNumberOfMessagesNotVisible'])
      );
    },
  };
}

const alert = (channel: number | string) =>
  JSON.stringify({
    'detail-type': 'MediaLive Channel Alert',
    source: 'aws.medialive',
    time: '2026-11-01T12:00:00Z',
    resources: [],
    detail: {
      channel_arn: `arn:aws:medialive:us-east-1:111122223333:channel:${channel}`,
      alarm_state: 'SET',
    },
  });

describe('the reading of events', () => {
  it('gives a hint for each, deletes it, and counts those it has no use for', async () => {
    const { hints, outcomes, read, send, left } = await createScene();
    for (let n = 0; n < 12; n += 1) await send(alert(n));
    await send(
      '{"detail-type":"Weather","source":"sky","time":"2026-11-01T12:00:00Z","resources":[],"detail":{}}',
    );
    await send('not an event');
    read();
    await expect.poll(() => outcomes.length, patience).toBe(14);
    await expect.poll(left, patience).toBe(0);
    expect(new Set(hints.map((hint) => 'id' in hint && hint.id)).size).toBe(12);
    expect([...outcomes].sort()).toEqual([...Array(12).fill('hint'), 'malformed', 'unknown']);
  });

  it('hears what the local AWS tells of a channel that is stopped', async () => {
    const { emulator, hints, read, hearing } = await createScene();
    const { primaryChannelId: id } = emulator.seeded;
    read();
    await expect.poll(() => hearing, patience).toEqual([true]);
    await fetch(`${emulator.url}/_emulator/channels/${id}/outside`, {
      method: 'POST',
      body: '{"do":"stop"}',
    });
    await expect.poll(() => hints, patience).toContainEqual({ about: 'channel', id });
  });

  it('takes an event again whose hint could not be taken', async () => {
    let tries = 0;
    const { outcomes, read, send, left } = await createScene({
      onHint() {
        tries += 1;
        if (tries === 1) throw new Error('The table is away.');
      },
    });
    await send(alert(1));
    read();
    await expect.poll(() => outcomes, patience).toEqual(['failed', 'hint']);
    await expect.poll(left, patience).toBe(0);
  });

  it('leaves what it holds to the next reader when it dies', async () => {
    const dead = await createScene({ onHint: () => new Promise(() => {}) });
    await dead.send(alert(1));
    const taken: Hint[] = [];
    dead.read();
    await expect.poll(dead.left, patience).toBe(1);
    const client = createQueueClient(dead.emulator.seeded.queueUrl, { local: true });
    const heir = createHintSource({
      client,
      queueUrl: dead.emulator.seeded.queueUrl,
      clock: systemClock,
      enabled: () => true,
      onHint: (hint) => void taken.push(hint),
      redact: (text) => text,
      log: silent,
    });
    await expect.poll(() => taken, patience).toEqual([{ about: 'alerts', id: '1' }]);
    await heir.close();
    client.destroy();
  });

  it('reads nothing while another process leads', async () => {
    const clock = createManualClock();
    let leads = false;
    const { hints, read, send, left } = await createScene({ clock, enabled: () => leads });
    await send(alert(1));
    const source = read();
    await clock.run(60_000);
    expect([source.hears(), await left(), hints]).toEqual([false, 1, []]);
    leads = true;
    await clock.run(1_000);
    await expect.poll(() => hints, patience).toEqual([{ about: 'alerts', id: '1' }]);
  });

  it('knows when the queue cannot be read, asks ever more rarely, and hears again', async () => {
    const clock = createManualClock();
    const { emulator, read, hearing, hints } = await createScene({ clock });
    const source = read();
    await expect.poll(() => hearing, patience).toEqual([true]);
    await emulator.close();
    await expect.poll(() => hearing, patience).toEqual([true, false]);
    expect(source.hears()).toBe(false);
    for (const pauseMs of [1_000, 2_000, 4_000]) {
      await expect.poll(() => clock.pending(), patience).toBe(1);
      await clock.run(pauseMs - 1);
      expect(clock.pending()).toBe(1);
      await clock.run(1);
    }
    await expect.poll(() => clock.pending(), patience).toBe(1);
    await using again = await startEmulator({
      timeScale: 0,
      port: Number(new URL(emulator.url).port),
    });
    await clock.run(8_000);
    await expect.poll(() => hearing, patience).toEqual([true, false, true]);
    const { primaryChannelId: id } = again.seeded;
    await fetch(`${again.url}/_emulator/channels/${id}/outside`, { method: 'POST', body: '{"do":"stop"}' });
    await expect.poll(() => hints, patience).toContainEqual({ about: 'channel', id });
    await source.close();
  });

  it('ends a poll under way when it is closed', async () => {
    const { read, hearing } = await createScene();
    const source = read();
    await expect.poll(() => hearing, patience).toEqual([true]);
    await source.close();
    expect(source.hears()).toBe(false);
    expect(hearing).toEqual([true]);
  });
});

describe('the client of a queue', () => {
  const regionOf = (url: string) => createQueueClient(url, { local: false }).config.region();
  it.each([
    ['https://sqs.eu-west-1.amazonaws.com/111122223333/events', 'eu-west-1'],
    ['https://sqs-fips.us-gov-west-1.amazonaws.com/111122223333/events', 'us-gov-west-1'],
    ['https://sqs.cn-north-1.amazonaws.com.cn/111122223333/events', 'cn-north-1'],
    ['https://eu-west-1.queue.amazonaws.com/111122223333/events', 'eu-west-1'],
  ])('of %s speaks to %s', async (url, region) => {
    expect(await regionOf(url)).toBe(region);
  });
});
