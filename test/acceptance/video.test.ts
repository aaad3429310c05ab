import { DescribeFlowCommand, UpdateFlowSourceCommand } from '@aws-sdk/client-mediaconnect';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmulatorClients } from '../_kit/emulator-clients.ts';
import { startEncoder, startSrtReceiver, type TestFfmpeg } from '../_kit/ffmpeg.ts';
import { freeTcpPort, freeUdpPort } from '../_kit/free-port.ts';
import type { Message } from '../_kit/messages.ts';
import { requireTool } from '../_kit/require-tool.ts';
import { type RtmpServer, startRtmpServer } from '../_kit/rtmp-server.ts';
import { type Change, type Operator, startOperator } from './operator.ts';

/** Long enough for a slow machine; nothing passes or fails by how long it took. */
const soon = { timeout: 25_000, interval: 100 };
const keys = { first: 'fake-key-first', second: 'fake-key-second', dead: 'fake-key-dead' };

describe.skipIf(!requireTool('ffmpeg') || !requireTool('ffprobe'))('a real feed', { timeout: 60_000 }, () => {
  let operator: Operator;
  let live: Awaited<ReturnType<Operator['follow']>>;
  let ingestPort: number;
  let encoder: TestFfmpeg | undefined;
  let servers: { first: RtmpServer; second: RtmpServer };
  let ids: { first: string; second: string };
  const emulatorLines: string[] = [];

  beforeAll(async () => {
    operator = await startOperator({
      emulator: { video: true, log: (line: string) => void emulatorLines.push(line) },
    });
    ingestPort = await moveSource(operator);
    servers = {
      first: await startRtmpServer({ streamName: keys.first }),
      second: await startRtmpServer({ streamName: keys.second }),
    };
    live = await operator.follow();
    ids = {
      first: await destination('first', servers.first.url, keys.first),
      second: await destination('second', servers.second.url, keys.second),
    };
  });

  afterAll(async () => {
    await encoder?.stop();
    await operator?.close();
    await servers?.first.stop();
    await servers?.second.stop();
  });

  const destination = (name: string, url: string, streamKey: string) =>
    operator.create({ name, platform: 'CUSTOM', url, streamKey });

  /** Until the receiver has decoded this many pictures more than now. */
  async function moreFrames(receiver: { frames(): number }, count: number): Promise<void> {
    const from = receiver.frames();
    await expect.poll(() => receiver.frames(), soon).toBeGreaterThanOrEqual(from + count);
  }

  /** Every status the destination has had since the change at `mark`. */
  const statusesSince = (mark: number, id: string) =>
    new Set(
      live
        .all()
        .slice(mark)
        .filter((change) => change.recordId === id)
        .map((change) => change.destination?.status),
    );

  const source = (health: string) => (change: Change) => change.destination?.health.source === health;

  it('holds a start until packets really come, then goes on by itself', async () => {
    await live.until(ids.first, source('FAILED'));
    await operator.start(ids.first);
    const held = await live.untilStatus(ids.first, 'STARTING');
    expect(held.destination).toMatchObject({ billing: false, reason: { code: 'WAITING_FOR_SOURCE' } });
    expect(await operator.emulator.calls('CreateChannel')).toEqual([]);

    const flows = operator.subscribe('subscription { flowChanged { flow { source { connected format } } } }');
    encoder = startEncoder({ port: ingestPort, streamId: 'lunora-primary-feed' });
    await live.untilStatus(ids.first, 'RUNNING');
    await moreFrames(servers.first, 25);
    await flows.next((message) => formatIn(message)?.includes('320x180') ?? false);
    flows.stop();
    expect(new Set(flows.all.map(formatIn).filter(Boolean)).size).toBe(1);
  });

  it('delivers to each platform when and only while its destination is on air, and to the others without a gap', async () => {
    expect(servers.second.frames()).toBe(0);
    await operator.start(ids.second);
    await live.untilStatus(ids.second, 'RUNNING');
    await moreFrames(servers.second, 25);
    const mark = live.all().length;

    await operator.stop(ids.first);
    await live.untilStatus(ids.first, 'IDLE');
    await expect.poll(() => servers.first.current().frames(), soon).toBe(0);
    const stoppedAt = servers.first.frames();
    await moreFrames(servers.second, 50);
    expect(servers.first.frames()).toBe(stoppedAt);

    await operator.start(ids.first);
    await live.untilStatus(ids.first, 'RUNNING');
    await moreFrames(servers.first, 25);
    for (const server of [servers.first, servers.second]) {
      expect(server.current().sounds()).toBeGreaterThan(0);
      expect(server.strangers()).toBe(0);
    }
    expect(servers.first.pushes()).toBe(2);
    expect(servers.second.pushes()).toBe(1);
    expect(servers.second.current().longestGapMs()).toBeLessThan(100);
    expect(servers.second.current().complaints()).toEqual([]);
    expect([...statusesSince(mark, ids.second)]).not.toContain('STARTING');
    expect([...statusesSince(mark, ids.second)]).not.toContain('ERROR');
  });

  it('turns only the destination of a dead server red, and back by itself when the server lives', async () => {
    const port = await freeTcpPort();
    const dead = await destination('dead', `rtmp://127.0.0.1:${port}/live`, keys.dead);
    const mark = live.all().length;
    await operator.start(dead);
    const red = await live.untilStatus(dead, 'ERROR');
    expect(red.destination).toMatchObject({
      billing: true,
      channel: { state: 'RUNNING' },
      health: { source: 'OK', encoder: 'OK', delivery: 'FAILED' },
      reason: { code: 'DELIVERY_FAILED', suggestedAction: 'CHECK_STREAM_KEY' },
    });

    await using server = await startRtmpServer({ port, streamName: keys.dead });
    await live.untilStatus(dead, 'RUNNING');
    await moreFrames(server, 10);

    await server.stop();
    await live.untilStatus(dead, 'ERROR');
    await operator.remove(dead);
    await live.until(dead, ({ kind }) => kind === 'DELETED');
    for (const id of [ids.first, ids.second]) expect([...statusesSince(mark, id)]).not.toContain('ERROR');
    expect(servers.first.pushes()).toBe(2);
    expect(servers.second.pushes()).toBe(1);
    expect(servers.second.current().longestGapMs()).toBeLessThan(100);
  });

  it('delivers a flow output by SRT to whom it calls, until it is stopped', async () => {
    const port = await freeUdpPort();
    await using receiver = startSrtReceiver({ port, mode: 'listener' });
    const id = await operator.create({
      name: 'edge',
      platform: 'CUSTOM',
      deliveryMode: 'FLOW_OUTPUT',
      url: `srt://127.0.0.1:${port}`,
      srt: { latencyMs: 120, streamId: 'edge' },
    });
    await operator.start(id);
    await live.untilStatus(id, 'RUNNING');
    await moreFrames(receiver, 25);
    await operator.stop(id);
    await live.untilStatus(id, 'IDLE');
    await receiver.exited;
    expect(receiver.sounds()).toBeGreaterThan(0);
    expect(receiver.longestGapMs()).toBeLessThan(100);
  });

  it('sees the encoder go, and sends on without a hand when it is back', async () => {
    await encoder?.stop();
    const lost = await live.until(ids.second, source('FAILED'));
    expect(lost.destination).toMatchObject({ status: 'RUNNING', reason: { code: 'WAITING_FOR_SOURCE' } });
    const before = servers.second.frames();
    encoder = startEncoder({ port: ingestPort, streamId: 'lunora-primary-feed' });
    await live.until(ids.second, (change) => source('OK')(change) && change.destination?.reason === null);
    await expect.poll(() => servers.second.frames(), soon).toBeGreaterThan(before + 25);
  });

  it('says of HEVC that the encoder is to be set otherwise, and not that the key is wrong', async () => {
    await encoder?.stop();
    await live.until(ids.second, source('FAILED'));
    const mark = live.all().length;
    encoder = startEncoder({ port: ingestPort, streamId: 'lunora-primary-feed', codec: 'libx265' });
    await live.until(
      ids.second,
      ({ destination }) => destination?.reason?.suggestedAction === 'CHECK_CONFIGURATION',
    );
    const actions = live
      .all()
      .slice(mark)
      .map(({ destination }) => destination?.reason?.suggestedAction);
    expect(actions).not.toContain('CHECK_STREAM_KEY');
    await encoder.stop();
    await live.until(ids.second, source('FAILED'));
    encoder = startEncoder({ port: ingestPort, streamId: 'lunora-primary-feed' });
    await live.until(ids.second, ({ destination }) => destination?.health.delivery === 'OK');
  });

  it('falls silent with the last stop, and has told no stream key to anyone', async () => {
    for (const id of [ids.first, ids.second]) {
      await operator.stop(id);
      await live.untilStatus(id, 'IDLE');
    }
    for (const server of [servers.first, servers.second]) {
      await expect.poll(() => server.current().frames(), soon).toBe(0);
    }
    const { events } = await operator.query(
      '{ events(first: 100) { nodes { message changes { from to } } } }',
    );
    const told = [...operator.lines, ...emulatorLines, JSON.stringify(live.all()), JSON.stringify(events)];
    expect(emulatorLines.join('\n')).toContain('not re-encoded');
    for (const key of Object.values(keys)) expect(told.join('\n')).not.toContain(key);
  });
});

/** What a change of a flow says its source carries. */
function formatIn({ data }: Message): string | null {
  const change = data?.['flowChanged'] as { flow: { source: { format: string | null } } | null } | undefined;
  return change?.flow?.source.format ?? null;
}

/** The seeded flow's source, moved to a port that no other program on this machine wants. */
async function moveSource({ emulator }: Operator): Promise<number> {
  using clients = createEmulatorClients(emulator);
  const FlowArn = emulator.seeded.flowArn;
  const { Flow } = await clients.mediaconnect.send(new DescribeFlowCommand({ FlowArn }));
  const IngestPort = await freeUdpPort();
  await clients.mediaconnect.send(
    new UpdateFlowSourceCommand({ FlowArn, SourceArn: Flow?.Source?.SourceArn, IngestPort }),
  );
  return IngestPort;
}
