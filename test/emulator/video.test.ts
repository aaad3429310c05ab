import {
  AddFlowOutputsCommand,
  DescribeFlowCommand,
  DescribeFlowSourceMetadataCommand,
  type MediaConnectClient,
  UpdateFlowOutputCommand,
  UpdateFlowSourceCommand,
} from '@aws-sdk/client-mediaconnect';
import {
  DescribeChannelCommand,
  ListAlertsCommand,
  type MediaLiveClient,
  StartChannelCommand,
  StopChannelCommand,
} from '@aws-sdk/client-medialive';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { detachedChildren, hasProc } from '../_kit/child-processes.ts';
import { createEmulatorClients, type EmulatorClients } from '../_kit/emulator-clients.ts';
import { startEncoder, startSrtReceiver, type TestFfmpeg } from '../_kit/ffmpeg.ts';
import { freeTcpPort, freeUdpPort } from '../_kit/free-port.ts';
import { hasIpv6Loopback } from '../_kit/has-ipv6-loopback.ts';
import { requireTool } from '../_kit/require-tool.ts';
import { createRtmpChannel } from '../_kit/rtmp-channel.ts';
import { type RtmpServer, startRtmpServer } from '../_kit/rtmp-server.ts';

/** Long enough for a slow machine; nothing passes or fails by how long it took. */
const soon = { timeout: 25_000, interval: 100 };
const key = {
  first: 'fake-key-first',
  second: 'fake-key-second',
  dead: 'fake-key-dead',
  srt: '#!::s=fake-key-srt',
};

describe.skipIf(!requireTool('ffmpeg') || !requireTool('ffprobe'))('real video', { timeout: 60_000 }, () => {
  let emulator: Emulator;
  let clients: EmulatorClients;
  let medialive: MediaLiveClient;
  let mediaconnect: MediaConnectClient;
  let encoder: TestFfmpeg;
  let first: RtmpServer;
  let second: RtmpServer;
  let channels: { first: string; second: string };
  let flowArn: string;
  let ingestPort: number;
  const logged: string[] = [];

  beforeAll(async () => {
    vi.stubEnv('LUNORA_ADMIN_TOKEN', 'fake-admin-token');
    emulator = await startEmulator({ video: true, timeScale: 0, log: (line: string) => logged.push(line) });
    clients = createEmulatorClients(emulator);
    ({ medialive, mediaconnect } = clients);
    flowArn = emulator.seeded.flowArn;
    ingestPort = await freeUdpPort();
    const { Flow } = await mediaconnect.send(new DescribeFlowCommand({ FlowArn: flowArn }));
    await mediaconnect.send(
      new UpdateFlowSourceCommand({
        FlowArn: flowArn,
        SourceArn: Flow?.Source?.SourceArn,
        IngestPort: ingestPort,
      }),
    );
    first = await startRtmpServer({ streamName: key.first });
    second = await startRtmpServer({ streamName: key.second });
    channels = {
      first: await channel('first', first.url, key.first),
      second: await channel('second', second.url, key.second),
    };
  });

  afterAll(async () => {
    await encoder?.stop();
    await emulator?.close();
    await first?.stop();
    await second?.stop();
    clients?.[Symbol.dispose]();
    vi.unstubAllEnvs();
  });

  function channel(name: string, url: string, streamName: string): Promise<string> {
    const roleArn = emulator.seeded.mediaLiveRoleArn;
    return createRtmpChannel(medialive, { name, flowArn, roleArn, url, streamName });
  }

  const start = (ChannelId: string) => medialive.send(new StartChannelCommand({ ChannelId }));
  const stop = (ChannelId: string) => medialive.send(new StopChannelCommand({ ChannelId }));

  async function alertsOf(ChannelId: string): Promise<string[]> {
    const { Alerts = [] } = await medialive.send(new ListAlertsCommand({ ChannelId, StateFilter: 'SET' }));
    return Alerts.map(({ AlertType }) => AlertType ?? '');
  }

  async function programs() {
    const { TransportMediaInfo } = await mediaconnect.send(
      new DescribeFlowSourceMetadataCommand({ FlowArn: flowArn }),
    );
    return TransportMediaInfo?.Programs ?? [];
  }

  async function addOutput(output: object): Promise<string> {
    const { Outputs } = await mediaconnect.send(
      new AddFlowOutputsCommand({ FlowArn: flowArn, Outputs: [output as never] }),
    );
    return Outputs?.[0]?.OutputArn ?? '';
  }

  /** What every user of the machine can see of the running ffmpegs, in `ps` and in /proc. */
  function expectNothingSecretInProcesses(): void {
    if (!hasProc) return;
    const children = detachedChildren();
    // One receives the source, one pushes to each of two platforms, one sends SRT.
    expect(children).toHaveLength(4);
    for (const { args, environment } of children) {
      for (const secret of Object.values(key)) expect(args.join(' ')).not.toContain(secret);
      expect(environment.map((variable) => variable.split('=')[0])).toEqual(['PATH']);
    }
  }

  /** Until the server has decoded this many pictures more than now. */
  async function moreFrames(receiver: { frames(): number }, count: number): Promise<void> {
    const from = receiver.frames();
    await expect.poll(() => receiver.frames(), soon).toBeGreaterThanOrEqual(from + count);
  }

  it('finds the source disconnected until packets come, then shows what they really carry', async () => {
    expect(await programs()).toEqual([]);
    encoder = startEncoder({ port: ingestPort, streamId: 'lunora-primary-feed' });
    await expect
      .poll(async () => (await programs())[0]?.Streams, soon)
      .toMatchObject([
        { Codec: 'H264', FrameResolution: { FrameWidth: 320, FrameHeight: 180 }, FrameRate: '25' },
        { Codec: 'AAC', SampleRate: 48_000 },
      ]);
  });

  it('reaches each platform when and only while its channel runs, and no stop or start touches another', async () => {
    await start(channels.first);
    await moreFrames(first, 25);
    expect(second.frames()).toBe(0);

    await start(channels.second);
    await moreFrames(second, 25);
    expect(first.current().sounds()).toBeGreaterThan(0);

    await stop(channels.first);
    await expect.poll(() => first.current().frames(), soon).toBe(0);
    const stoppedAt = first.frames();
    await moreFrames(second, 50);
    expect(first.frames()).toBe(stoppedAt);

    await start(channels.first);
    await moreFrames(first, 25);
    expect(first.pushes()).toBe(2);
    expect(second.pushes()).toBe(1);
    expect(second.current().longestGapMs()).toBeLessThan(100);
    expect(second.current().complaints()).toEqual([]);
  });

  it('raises a failed RTMP connection on the channel of a dead server alone, until it lives', async () => {
    const port = await freeTcpPort();
    const dead = await channel('dead', `rtmp://127.0.0.1:${port}/live`, key.dead);
    await start(dead);
    await expect.poll(() => alertsOf(dead), soon).toContain('Failed RTMP Connection');
    expect(await alertsOf(channels.first)).toEqual([]);
    expect(await alertsOf(channels.second)).toEqual([]);
    const { State } = await medialive.send(new DescribeChannelCommand({ ChannelId: dead }));
    expect(State).toBe('RUNNING');

    await using server = await startRtmpServer({ port, streamName: key.dead });
    await moreFrames(server, 10);
    await expect.poll(() => alertsOf(dead), soon).toEqual([]);
    await stop(dead);
    expect(second.pushes()).toBe(1);
    expect(second.current().longestGapMs()).toBeLessThan(100);
  });

  it.each([['127.0.0.1', '127.0.0.1'], ...(hasIpv6Loopback() ? [['::1', '[::1]']] : [])])(
    'sends an SRT output to %s, whom it calls, only while it is enabled',
    async (Destination, host) => {
      const port = await freeUdpPort();
      await using receiver = startSrtReceiver({ port, mode: 'listener', ...(host && { host }) });
      const OutputArn = await addOutput({
        Name: `caller-${port}`,
        Protocol: 'srt-caller',
        Destination,
        Port: port,
        MinLatency: 120,
        StreamId: key.srt,
      });
      await moreFrames(receiver, 25);
      expectNothingSecretInProcesses();
      await mediaconnect.send(
        new UpdateFlowOutputCommand({ FlowArn: flowArn, OutputArn, OutputStatus: 'DISABLED' }),
      );
      await receiver.exited;
      expect(receiver.sounds()).toBeGreaterThan(0);
      expect(receiver.longestGapMs()).toBeLessThan(100);
    },
  );

  it('lets a receiver call an SRT output that listens', async () => {
    const port = await freeUdpPort();
    await addOutput({
      Name: 'listener',
      Protocol: 'srt-listener',
      Port: port,
      MinLatency: 120,
      CidrAllowList: ['127.0.0.0/8'],
    });
    let received = 0;
    await expect
      .poll(async () => {
        await using receiver = startSrtReceiver({ port, mode: 'caller' });
        await Promise.race([receiver.exited, moreFrames(receiver, 10).catch(() => {})]);
        received = receiver.frames();
        return received;
      }, soon)
      .toBeGreaterThanOrEqual(10);
  });

  it('sees the encoder go and come back, and sends on without a hand', async () => {
    await encoder.stop();
    await expect.poll(programs, soon).toEqual([]);
    const before = second.frames();
    encoder = startEncoder({ port: ingestPort });
    await expect.poll(async () => (await programs()).length, soon).toBe(1);
    await expect.poll(() => second.frames(), soon).toBeGreaterThan(before + 25);
    expect(await alertsOf(channels.second)).toEqual([]);
  });

  it('never writes a stream key into a log', () => {
    const text = logged.join('\n');
    expect(text).toContain('not re-encoded');
    expect(text).toMatch(/fails to send to rtmp:\/\/127\.0\.0\.1:\d+: Connection refused/);
    for (const secret of Object.values(key)) expect(text).not.toContain(secret);
  });
});
