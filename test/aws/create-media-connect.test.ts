import { describe, expect, it } from 'vitest';
import type { OutputArgs } from '../../src/aws/media-connect.ts';
import { type Answer, startCannedAws } from './canned-aws.ts';

const flowArn = 'arn:aws:mediaconnect:us-east-1:111122223333:flow:1-a:demo';
const outputArn = 'arn:aws:mediaconnect:us-east-1:111122223333:output:1-b:lunora-out';

const args: OutputArgs = {
  flowArn,
  name: 'lunora-inst-d1-1',
  protocol: 'SRT_CALLER',
  url: 'srt://srt.example.com:9000',
  srt: {
    streamId: 'demo',
    latencyMs: 300,
    passphraseSecretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:srt',
    passphraseRoleArn: 'arn:aws:iam::111122223333:role/MediaConnect',
    listenPort: null,
    cidrAllowList: null,
  },
  enabled: true,
};

const wireOutput = (more: object = {}) => ({
  name: args.name,
  outputArn,
  destination: 'srt.example.com',
  port: 9000,
  outputStatus: 'ENABLED',
  transport: { protocol: 'srt-caller', streamId: 'demo', minLatency: 300 },
  encryption: {
    keyType: 'srt-password',
    secretArn: args.srt?.passphraseSecretArn,
    roleArn: args.srt?.passphraseRoleArn,
  },
  ...more,
});

const wireFlow = (outputs: object[]) => ({
  flow: { flowArn, name: 'demo', status: 'ACTIVE', source: { name: 'srt', sourceArn: 'arn' }, outputs },
});

describe('the MediaConnect gateway', () => {
  it('adds an output with all it needs, and reads it back', async () => {
    await using aws = await startCannedAws(() => ({
      status: 201,
      body: { flowArn, outputs: [wireOutput()] },
    }));
    expect(await aws.mediaConnect.addOutput(args)).toEqual({
      arn: outputArn,
      name: args.name,
      protocol: 'srt-caller',
      destination: 'srt.example.com',
      port: 9000,
      listenerAddress: null,
      settingsDigest: expect.any(String),
      enabled: true,
      mediaLiveInputArn: null,
    });
    expect(aws.requests[0]?.body).toEqual({
      outputs: [
        {
          name: args.name,
          protocol: 'srt-caller',
          destination: 'srt.example.com',
          port: 9000,
          streamId: 'demo',
          minLatency: 300,
          outputStatus: 'ENABLED',
          encryption: {
            keyType: 'srt-password',
            secretArn: args.srt?.passphraseSecretArn,
            roleArn: args.srt?.passphraseRoleArn,
          },
        },
      ],
    });
  });

  it.each<[string, Answer]>([
    ['its answer is lost', 'cut'],
    ['it was added before', { status: 400, type: 'BadRequestException', body: { message: 'Taken.' } }],
    ['the service fails', { status: 503, type: 'ServiceUnavailableException' }],
  ])('adopts the output of that name when %s, without a second attempt', async (_, answer) => {
    await using aws = await startCannedAws(({ method }) =>
      method === 'POST' ? answer : { body: wireFlow([wireOutput()]) },
    );
    expect(await aws.mediaConnect.addOutput(args)).toMatchObject({ arn: outputArn });
    expect(aws.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  it.each([
    ['its port', { port: 7000 }],
    ['its latency', { transport: { protocol: 'srt-caller', streamId: 'demo', minLatency: 900 } }],
    ['its encryption', { encryption: { keyType: 'srt-password', secretArn: 'another', roleArn: 'role' } }],
  ])('makes an adopted output what it should be, also where %s is another', async (_, other) => {
    await using aws = await startCannedAws(({ method }) => {
      if (method === 'POST') return { status: 400, type: 'BadRequestException' };
      if (method === 'GET') return { body: wireFlow([wireOutput(other)]) };
      return { status: 202, body: { flowArn, output: wireOutput() } };
    });
    expect(await aws.mediaConnect.addOutput(args)).toMatchObject({ port: 9000 });
    expect(aws.requests.at(-1)).toMatchObject({ method: 'PUT', body: { port: 9000 } });
  });

  it('says why an output cannot be added when there is none to adopt', async () => {
    await using aws = await startCannedAws(({ method }) =>
      method === 'POST'
        ? { status: 400, type: 'BadRequestException', body: { message: 'Bad, sealed-elsewhere.' } }
        : { body: wireFlow([]) },
    );
    await expect(aws.mediaConnect.addOutput(args)).rejects.toMatchObject({
      kind: 'INVALID',
      operation: 'AddFlowOutputs',
      message: expect.stringContaining('Bad, [hidden].'),
    });
  });

  it('does not say that AWS declined while it cannot tell whether the output is there', async () => {
    await using aws = await startCannedAws(({ method }) =>
      method === 'POST'
        ? { status: 400, type: 'BadRequestException' }
        : { status: 503, type: 'ServiceUnavailableException' },
    );
    await expect(aws.mediaConnect.addOutput(args)).rejects.toMatchObject({
      kind: 'SERVER',
      operation: 'DescribeFlow',
    });
  });

  it('leaves open whether it was made where the output that was found is refused to be put right', async () => {
    await using aws = await startCannedAws(({ method }) => {
      if (method === 'POST') return 'cut';
      if (method === 'GET') return { body: wireFlow([wireOutput({ port: 7000 })]) };
      return { status: 403, type: 'ForbiddenException' };
    });
    await expect(aws.mediaConnect.addOutput(args)).rejects.toMatchObject({ kind: 'DENIED', doubtful: true });
  });

  it('knows a full flow by its status', async () => {
    await using aws = await startCannedAws(() => ({ status: 420, type: 'AddFlowOutputs420Exception' }));
    await expect(aws.mediaConnect.addOutput(args)).rejects.toMatchObject({ kind: 'QUOTA' });
    expect(aws.requests).toHaveLength(1);
  });

  it.each(['RTMP', 'RTMPS'] as const)(
    'refuses %s, which no flow can send, without a call',
    async (protocol) => {
      await using aws = await startCannedAws(() => ({}));
      await expect(aws.mediaConnect.addOutput({ ...args, protocol })).rejects.toMatchObject({
        kind: 'INVALID',
      });
      expect(aws.requests).toEqual([]);
    },
  );

  it('opens a port for a listener', async () => {
    await using aws = await startCannedAws(() => ({
      status: 201,
      body: { flowArn, outputs: [wireOutput({ listenerAddress: '192.0.2.9' })] },
    }));
    const srt = {
      streamId: null,
      latencyMs: null,
      passphraseSecretArn: null,
      passphraseRoleArn: null,
      listenPort: 9100,
      cidrAllowList: ['192.0.2.0/24'],
    };
    const output = await aws.mediaConnect.addOutput({ ...args, protocol: 'SRT_LISTENER', url: null, srt });
    expect(output.listenerAddress).toBe('192.0.2.9');
    expect(aws.requests[0]?.body).toEqual({
      outputs: [
        {
          name: args.name,
          protocol: 'srt-listener',
          port: 9100,
          cidrAllowList: ['192.0.2.0/24'],
          outputStatus: 'ENABLED',
        },
      ],
    });
  });

  it('switches an output without touching the rest of it', async () => {
    await using aws = await startCannedAws(() => ({
      status: 202,
      body: { flowArn, output: wireOutput({ outputStatus: 'DISABLED' }) },
    }));
    expect(await aws.mediaConnect.setOutputEnabled(flowArn, outputArn, false)).toMatchObject({
      enabled: false,
    });
    expect(aws.requests[0]).toMatchObject({
      path: `/v1/flows/${flowArn}/outputs/${outputArn}`,
      body: { outputStatus: 'DISABLED' },
    });
  });

  it('is content to remove what is gone already', async () => {
    await using aws = await startCannedAws(() => ({ status: 404, type: 'NotFoundException' }));
    await aws.mediaConnect.removeOutput(flowArn, outputArn);
    expect(await aws.mediaConnect.describeFlow(flowArn)).toBeNull();
  });

  it.each([
    ['nothing', {}],
    ['another flow', { flow: { ...wireFlow([]).flow, flowArn: 'arn:another' } }],
    ['no outputs', { flow: { ...wireFlow([]).flow, outputs: undefined } }],
  ])('cannot read a flow that answers with %s', async (_what, body) => {
    await using aws = await startCannedAws(() => ({ body }));
    await expect(aws.mediaConnect.describeFlow(flowArn)).rejects.toMatchObject({ kind: 'SERVER' });
  });

  it('cannot read an empty answer about a source, a list of flows or a removal', async () => {
    await using aws = await startCannedAws(() => ({ body: {} }));
    await expect(aws.mediaConnect.describeSource(flowArn)).rejects.toMatchObject({ kind: 'SERVER' });
    await expect(aws.mediaConnect.listFlows()).rejects.toMatchObject({ kind: 'SERVER' });
    const removal = aws.mediaConnect.removeOutput(flowArn, outputArn);
    await expect(removal).rejects.toMatchObject({ kind: 'SERVER' });
  });

  it('does not believe that an output is gone which its flow still shows', async () => {
    await using aws = await startCannedAws(({ method }) =>
      method === 'DELETE' ? { status: 404, type: 'NotFoundException' } : { body: wireFlow([wireOutput()]) },
    );
    const removal = aws.mediaConnect.removeOutput(flowArn, outputArn);
    await expect(removal).rejects.toMatchObject({ kind: 'SERVER', doubtful: true });
  });

  const program = (streams: object[]) => ({ pcrPid: 1, programNumber: 1, programPid: 2, streams });
  const video = { pid: 1, streamType: 'VIDEO', codec: 'AVC', frameRate: '30000/1001' };

  it.each([
    [
      'what comes in',
      {
        messages: [],
        transportMediaInfo: {
          programs: [
            program([
              { ...video, frameResolution: { frameWidth: 1920, frameHeight: 1080 } },
              { pid: 2, streamType: 'AUDIO', codec: 'AAC', sampleRate: 48_000 },
            ]),
          ],
        },
      },
      { connected: true, bitrate: null, format: 'H.264 1920x1080 29.97 fps, AAC 48 kHz', audio: true },
    ],
    [
      'that it has no audio stream',
      { messages: [], transportMediaInfo: { programs: [program([video])] } },
      { connected: true, bitrate: null, format: 'H.264 29.97 fps', audio: false },
    ],
    [
      'that something comes in, and no more',
      { messages: [], transportMediaInfo: { programs: [program([])] } },
      { connected: true, bitrate: null, format: null, audio: null },
    ],
    [
      'that nothing comes in',
      { messages: [{ code: 'X', message: 'None.' }], transportMediaInfo: { programs: [] } },
      { connected: false, bitrate: null, format: null, audio: null },
    ],
    [
      'that AWS has not said',
      { messages: [] },
      { connected: null, bitrate: null, format: null, audio: null },
    ],
  ])('tells of a source %s', async (_, body, told) => {
    await using aws = await startCannedAws(() => ({ body }));
    expect(await aws.mediaConnect.describeSource(flowArn)).toEqual(told);
  });
});
