import { expect, it } from 'vitest';
import type { AwsError } from '../../src/aws/aws-error.ts';
import type { ActOptions } from '../../src/aws/media-live.ts';
import { type Answer, startCannedAws } from './canned-aws.ts';

type Gateways = Awaited<ReturnType<typeof startCannedAws>>;

const flowArn = 'arn:aws:mediaconnect:us-east-1:111122223333:flow:1-a:demo';
const outputArn = 'arn:aws:mediaconnect:us-east-1:111122223333:output:1-b:lunora-out';
const roleArn = 'arn:aws:iam::111122223333:role/MediaLive';
const made = { requestId: 'd1:1', name: 'lunora-demo', roleArn, tags: {} };
const channel = {
  ...made,
  inputId: '1000001',
  preset: {
    ...{ id: 'p', name: 'p', builtIn: true, version: 1 },
    ...{ width: 1280, height: 720, framesPerSecond: 30, videoBitrate: 3_000_000, audioBitrate: 128_000 },
  },
  url: 'rtmp://live.example.com/app',
  streamKey: 'fake-key',
};
const output = {
  ...{ flowArn, outputArn, name: 'lunora-out', protocol: 'SRT_CALLER' as const },
  ...{ url: 'srt://srt.example.com:9000', srt: null, enabled: true },
};

const acts: Record<string, (aws: Gateways, options: ActOptions) => Promise<unknown>> = {
  createInput: ({ mediaLive }, options) => mediaLive.createInput({ ...made, flowArn }, options),
  createChannel: ({ mediaLive }, options) => mediaLive.createChannel(channel, options),
  updateChannel: ({ mediaLive }, options) => mediaLive.updateChannel({ ...channel, id: '1' }, options),
  startChannel: ({ mediaLive }, options) => mediaLive.startChannel('1', options),
  stopChannel: ({ mediaLive }, options) => mediaLive.stopChannel('1', options),
  restartChannelPipelines: ({ mediaLive }, options) => mediaLive.restartChannelPipelines('1', options),
  deleteChannel: ({ mediaLive }, options) => mediaLive.deleteChannel('1', options),
  deleteInput: ({ mediaLive }, options) => mediaLive.deleteInput('1', options),
  startFlow: ({ mediaConnect }, options) => mediaConnect.startFlow(flowArn, options),
  stopFlow: ({ mediaConnect }, options) => mediaConnect.stopFlow(flowArn, options),
  updateOutput: ({ mediaConnect }, options) => mediaConnect.updateOutput(output, options),
  setOutputEnabled: ({ mediaConnect }, options) =>
    mediaConnect.setOutputEnabled(flowArn, outputArn, false, options),
  removeOutput: ({ mediaConnect }, options) => mediaConnect.removeOutput(flowArn, outputArn, options),
};

it.each(Object.entries(acts))(
  'sends %s again only while it may be repeated, and then tells why it failed',
  async (_, act) => {
    await using aws = await startCannedAws(() => ({ status: 500, type: 'InternalServerErrorException' }));
    let asked = 0;
    const mayRepeat = () => {
      asked += 1;
      return asked === 1;
    };
    const failure = await act(aws, { mayRepeat }).catch((error: AwsError) => error);
    expect(failure).toMatchObject({ kind: 'SERVER' });
    expect(aws.requests).toHaveLength(2);
  },
);

it('asks whether a request may be repeated only once its turn has come', async () => {
  await using aws = await startCannedAws(() => ({ status: 500, type: 'InternalServerErrorException' }));
  const takenWhenAsked: number[] = [];
  const mayRepeat = () => {
    takenWhenAsked.push(aws.taken.length);
    return false;
  };
  await expect(aws.mediaLive.startChannel('1', { mayRepeat })).rejects.toMatchObject({ kind: 'SERVER' });
  expect(aws.requests).toHaveLength(1);
  expect(takenWhenAsked).toEqual([2]);
});

it.each<[string, Answer]>([
  ['got no answer', 'cut'],
  ['was refused because its name is taken', { status: 400, type: 'BadRequestException' }],
])('lets an output be as it is found, whose adding %s and may not be repeated', async (_, add) => {
  const found = {
    name: output.name,
    outputArn,
    outputStatus: 'DISABLED',
    transport: { protocol: 'srt-caller' },
  };
  const flow = { flowArn, name: 'demo', status: 'ACTIVE', source: { name: 's' }, outputs: [found] };
  await using aws = await startCannedAws(({ method }) => {
    if (method === 'POST') return add;
    return { body: method === 'GET' ? { flow } : { output: found } };
  });
  const failure = await aws.mediaConnect
    .addOutput(output, { mayRepeat: () => false })
    .catch((error) => error);
  expect(failure).toMatchObject({ kind: 'UNREACHABLE', doubtful: true });
  expect(aws.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  expect(await aws.mediaConnect.addOutput(output, { mayRepeat: () => true })).toMatchObject({
    arn: outputArn,
  });
});
