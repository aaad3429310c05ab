import { describe, expect, it } from 'vitest';
import type { Preset } from '../../src/domain/records.ts';
import { startLocalAws } from './local-aws.ts';

const preset = (more: Partial<Preset>): Preset => ({
  id: 'p',
  name: 'p',
  width: 1920,
  height: 1080,
  framesPerSecond: 30,
  videoBitrate: 5_000_000,
  audioBitrate: 128_000,
  builtIn: true,
  version: 1,
  ...more,
});

const tags = { 'lunora:installation': 'inst', 'lunora:destination': 'd1', Project: 'lunora' };

type LocalAws = Awaited<ReturnType<typeof startLocalAws>>;

const createInput = ({ emulator, mediaLive }: LocalAws, requestId = 'd1:input:1') =>
  mediaLive.createInput({
    requestId,
    name: 'lunora-inst-d1-1',
    flowArn: emulator.seeded.flowArn,
    roleArn: emulator.seeded.mediaLiveRoleArn,
    tags,
  });

const settingsOf = ({ emulator }: LocalAws, inputId: string, more: Partial<Preset> = {}) => ({
  name: 'lunora-inst-d1-1',
  inputId,
  roleArn: emulator.seeded.mediaLiveRoleArn,
  preset: preset(more),
  url: 'rtmp://live.example.com/app',
  streamKey: 'fake-key-fake-key',
});

describe('the gateways, in front of the local AWS', () => {
  it('lead a dedicated channel through its whole life and leave nothing', async () => {
    await using aws = await startLocalAws({ hurried: true });
    const { mediaLive, mediaConnect, emulator } = aws;
    const before = (await mediaConnect.describeFlow(emulator.seeded.flowArn))?.outputs.length ?? 0;

    const input = await createInput(aws);
    expect(input).toMatchObject({ type: 'MEDIACONNECT', flowArns: [emulator.seeded.flowArn], tags });
    const flow = await mediaConnect.describeFlow(emulator.seeded.flowArn);
    expect(flow?.outputs.filter(({ mediaLiveInputArn }) => mediaLiveInputArn === input.arn)).toHaveLength(1);

    const { id } = await mediaLive.createChannel({
      ...settingsOf(aws, input.id),
      requestId: 'd1:channel:1',
      tags,
    });
    const listed = (await mediaLive.listChannels()).find((channel) => channel.id === id);
    expect(listed).toMatchObject({
      state: 'IDLE',
      channelClass: 'SINGLE_PIPELINE',
      inputIds: [input.id],
      pushUrls: ['rtmp://live.example.com/app'],
      tags,
    });

    await mediaLive.startChannel(id);
    expect(await mediaLive.describeChannel(id)).toMatchObject({ state: 'RUNNING', pipelinesRunning: 1 });
    await expect(mediaLive.deleteChannel(id)).rejects.toMatchObject({ kind: 'CONFLICT' });
    await expect(mediaLive.updateChannel({ ...settingsOf(aws, input.id), id })).rejects.toMatchObject({
      kind: 'CONFLICT',
    });
    expect(await mediaLive.listAlerts(id)).toEqual([]);
    await aws.control('POST', '/platforms', { urlPrefix: 'rtmp://live.example.com/', accepts: false });
    const alerts = await mediaLive.listAlerts(id);
    expect(alerts.map(({ alertType }) => alertType)).toContain('Failed RTMP Connection');
    expect(JSON.stringify(alerts)).not.toContain('fake-key-fake-key');

    await mediaLive.stopChannel(id);
    expect(await mediaLive.describeChannel(id)).toMatchObject({ state: 'IDLE', pipelinesRunning: 0 });
    const small = settingsOf(aws, input.id, { width: 1280, height: 720, videoBitrate: 3_000_000 });
    await mediaLive.updateChannel({ ...small, id, url: 'rtmps://other.example.com/app' });
    expect(await mediaLive.describeChannel(id)).toMatchObject({
      state: 'IDLE',
      pushUrls: ['rtmps://other.example.com/app'],
    });

    await mediaLive.deleteChannel(id);
    expect(await mediaLive.describeChannel(id)).toMatchObject({ state: 'DELETED' });
    expect((await mediaLive.listChannels()).map((channel) => channel.id)).not.toContain(id);
    await mediaLive.deleteInput(input.id);
    expect(await mediaLive.describeInput(input.id)).toMatchObject({ state: 'DELETED' });
    expect((await mediaConnect.describeFlow(emulator.seeded.flowArn))?.outputs).toHaveLength(before);
  });

  it.each([
    { width: 1920, height: 1080, framesPerSecond: 60, videoBitrate: 6_000_000 },
    { width: 1280, height: 720, framesPerSecond: 30, videoBitrate: 3_000_000 },
    { width: 3840, height: 2160, framesPerSecond: 60, videoBitrate: 20_000_000 },
    { width: 640, height: 360, framesPerSecond: 25, videoBitrate: 800_000 },
  ])('make a channel of $width×$height at $framesPerSecond fps', async (more) => {
    await using aws = await startLocalAws({ hurried: true });
    const input = await createInput(aws);
    const made = await aws.mediaLive.createChannel({
      ...settingsOf(aws, input.id, more),
      requestId: 'd1:channel:1',
      tags,
    });
    expect(made.id).not.toBe('');
  });

  it('make one thing of a creation repeated under its RequestId', async () => {
    await using aws = await startLocalAws({ hurried: true });
    const [first, second] = [await createInput(aws), await createInput(aws)];
    expect(second.id).toBe(first.id);
    const settings = { ...settingsOf(aws, first.id), requestId: 'd1:channel:1', tags };
    const made = await aws.mediaLive.createChannel(settings);
    expect((await aws.mediaLive.createChannel(settings)).id).toBe(made.id);
  });

  it('say which member AWS refused, without the key', async () => {
    await using aws = await startLocalAws({ hurried: true });
    const input = await createInput(aws);
    const settings = { ...settingsOf(aws, input.id, { width: 1281 }), requestId: 'r', tags };
    const error: unknown = await aws.mediaLive.createChannel(settings).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'INVALID', operation: 'CreateChannel' });
    expect(String(error)).toContain('idth');
    expect(String(error)).not.toContain('fake-key-fake-key');
  });

  it('adopt the output whose answer was lost, and make no second one', async () => {
    await using aws = await startLocalAws({ hurried: true });
    const { flowArn } = aws.emulator.seeded;
    await aws.control('POST', '/faults', {
      service: 'mediaconnect',
      operation: 'AddFlowOutputs',
      kind: 'lostAnswer',
      count: 1,
    });
    const args = {
      flowArn,
      name: 'lunora-inst-d1-1',
      protocol: 'SRT_CALLER',
      url: 'srt://srt.example.com:9000',
      srt: null,
      enabled: true,
    } as const;
    const added = await aws.mediaConnect.addOutput(args);
    const outputs = (await aws.mediaConnect.describeFlow(flowArn))?.outputs ?? [];
    expect(outputs.filter(({ name }) => name === args.name)).toEqual([added]);
    expect((await aws.mediaConnect.addOutput(args)).arn).toBe(added.arn);
    expect(await aws.mediaConnect.setOutputEnabled(flowArn, added.arn, false)).toMatchObject({
      enabled: false,
    });
    await aws.mediaConnect.tag(added.arn, tags);
    await aws.mediaConnect.removeOutput(flowArn, added.arn);
    await aws.mediaConnect.removeOutput(flowArn, added.arn);
  });

  it('are never throttled while they keep to the budget', async () => {
    await using aws = await startLocalAws();
    await aws.control('PATCH', '/settings', { throttle: { perSecond: 10, burst: 10 } });
    await Promise.all(Array.from({ length: 25 }, () => aws.mediaLive.listInputs()));
    const calls = (await aws.control('GET', '/calls')) as { status: number }[];
    expect(calls).toHaveLength(25);
    expect(calls.map(({ status }) => status)).not.toContain(429);
  });
});
