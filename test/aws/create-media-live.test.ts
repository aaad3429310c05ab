import { describe, expect, it } from 'vitest';
import type { AwsError } from '../../src/aws/aws-error.ts';
import { createClients } from '../../src/aws/create-clients.ts';
import { createMediaLive } from '../../src/aws/create-media-live.ts';
import { createRateBudget } from '../../src/aws/rate-budget.ts';
import { systemClock } from '../../src/clock.ts';
import { type Answer, startCannedAws } from './canned-aws.ts';

const key = 'fake-key-of-channel';
const wireChannel = (more: object = {}) => ({
  id: '2000001',
  arn: 'arn:aws:medialive:us-east-1:111122223333:channel:2000001',
  name: 'main',
  state: 'RUNNING',
  channelClass: 'SINGLE_PIPELINE',
  pipelinesRunningCount: 1,
  inputAttachments: [{ inputId: '1000001' }],
  destinations: [{ id: 'push', settings: [{ url: 'rtmp://live.example.com/app', streamName: key }] }],
  tags: { Project: 'lunora' },
  ...more,
});

const settings = {
  name: 'lunora-demo',
  inputId: '1000001',
  roleArn: 'arn:aws:iam::111122223333:role/MediaLive',
  preset: {
    id: 'p',
    name: 'p',
    width: 1280,
    height: 720,
    framesPerSecond: 30,
    videoBitrate: 3_000_000,
    audioBitrate: 128_000,
    builtIn: true,
    version: 1,
  },
  url: 'rtmp://live.example.com/app',
  streamKey: 'fake/key+in flight',
};

const failure = (promise: Promise<unknown>): Promise<AwsError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error as AwsError,
  );

describe('the MediaLive gateway', () => {
  it('reads every page, leaves tombstones out and never hands on a key', async () => {
    await using aws = await startCannedAws(({ query }) =>
      query.get('nextToken') === 'two'
        ? { body: { channels: [wireChannel({ id: '2', state: 'DELETED' }), wireChannel({ id: '3' })] } }
        : { body: { channels: [wireChannel({ id: '1' })], nextToken: 'two' } },
    );
    const channels = await aws.mediaLive.listChannels();
    expect(channels.map(({ id }) => id)).toEqual(['1', '3']);
    expect(channels[0]).toEqual({
      id: '1',
      arn: wireChannel().arn,
      name: 'main',
      state: 'RUNNING',
      channelClass: 'SINGLE_PIPELINE',
      pipelinesRunning: 1,
      inputIds: ['1000001'],
      pushUrls: ['rtmp://live.example.com/app'],
      tags: { Project: 'lunora' },
    });
    expect(JSON.stringify(channels)).not.toContain(key);
  });

  it('reads a word that AWS has added since as UNKNOWN', async () => {
    await using aws = await startCannedAws(() => ({ body: wireChannel({ state: 'DREAMING' }) }));
    expect(await aws.mediaLive.describeChannel('2000001')).toMatchObject({ state: 'UNKNOWN' });
  });

  it('says of what AWS does not find that there is none, and shows a tombstone as what it is', async () => {
    await using missing = await startCannedAws(() => ({ status: 404, type: 'NotFoundException' }));
    expect(await missing.mediaLive.describeChannel('1')).toBeNull();
    expect(await missing.mediaLive.describeInput('1')).toBeNull();
    await using tombstone = await startCannedAws(() => ({ body: { id: '1', state: 'DELETED' } }));
    expect(await tombstone.mediaLive.describeChannel('1')).toMatchObject({ id: '1', state: 'DELETED' });
    expect(await tombstone.mediaLive.describeInput('1')).toMatchObject({ id: '1', state: 'DELETED' });
  });

  const creation = { ...settings, requestId: 'r', tags: {} };
  it.each<[string, (aws: Awaited<ReturnType<typeof startCannedAws>>['mediaLive']) => Promise<unknown>]>([
    ['ListChannels', (aws) => aws.listChannels()],
    ['ListInputs', (aws) => aws.listInputs()],
    ['ListAlerts', (aws) => aws.listAlerts('1')],
    ['DescribeChannel', (aws) => aws.describeChannel('1')],
    ['DescribeChannel', (aws) => aws.channelDigest('1')],
    ['DescribeInput', (aws) => aws.describeInput('1')],
    ['CreateChannel', (aws) => aws.createChannel(creation)],
    ['StartChannel', (aws) => aws.startChannel('1')],
    ['StopChannel', (aws) => aws.stopChannel('1')],
  ])(
    'cannot read an empty answer to %s: neither that it is gone nor that it was done',
    async (operation, ask) => {
      await using aws = await startCannedAws(() => ({ body: {} }));
      expect(await failure(ask(aws.mediaLive))).toMatchObject({ kind: 'SERVER', operation, doubtful: true });
    },
  );

  it('goes on after a page without items', async () => {
    await using aws = await startCannedAws(({ query }) =>
      query.get('nextToken') === 'two'
        ? { body: { channels: [wireChannel()] } }
        : { body: { ...(query.get('nextToken') ? { channels: [] } : {}), nextToken: 'two' } },
    );
    expect(await aws.mediaLive.listChannels()).toHaveLength(1);
  });

  it('takes no part of a list for the whole when a page token comes again', async () => {
    await using aws = await startCannedAws(({ query }) => ({
      body: { channels: [wireChannel()], nextToken: query.get('nextToken') === 'two' ? 'three' : 'two' },
    }));
    expect(await failure(aws.mediaLive.listChannels())).toMatchObject({ kind: 'SERVER' });
    expect(aws.requests).toHaveLength(3);
  });

  const refusal: Answer = { status: 403, type: 'ForbiddenException', body: { message: 'No.' } };
  it.each<[string, Answer[], boolean]>([
    ['was refused at once', [refusal], false],
    ['was throttled, then refused', [{ status: 429 }, refusal], false],
    ['failed, then was refused', [{ status: 500 }, refusal], true],
    ['was cut off, then refused', ['cut', refusal], true],
    ['was cut off, then throttled', ['cut', { status: 429 }, { status: 429 }], true],
  ])('tells of a call that %s whether it may have done its work: %#', async (_how, answers, doubtful) => {
    let tries = 0;
    await using aws = await startCannedAws(() => {
      tries += 1;
      return answers[tries - 1] ?? refusal;
    });
    expect(await failure(aws.mediaLive.createChannel(creation))).toMatchObject({ doubtful });
    expect(tries).toBe(answers.length);
  });

  it('is content to delete what is gone already', async () => {
    await using aws = await startCannedAws(() => ({ status: 404, type: 'NotFoundException' }));
    await aws.mediaLive.deleteChannel('1');
    await aws.mediaLive.deleteInput('1');
    expect(aws.requests).toHaveLength(2);
  });

  it('takes each attempt out of the budget, retries included, acts as acts', async () => {
    let left = 2;
    await using aws = await startCannedAws(({ path }) => {
      if (path.endsWith('/start') && left > 0) {
        left -= 1;
        return { status: 429, type: 'TooManyRequestsException', body: { message: 'Slow down.' } };
      }
      return path.endsWith('/alerts') ? { body: { alerts: [] } } : { body: wireChannel() };
    });
    await aws.mediaLive.startChannel('2000001');
    await aws.mediaLive.describeChannel('2000001');
    await aws.mediaLive.listAlerts('2000001');
    expect(aws.requests).toHaveLength(5);
    expect(aws.taken).toEqual(['act', 'act', 'act', 'look', 'alert']);
  });

  it('repeats a creation under the same RequestId when the answer is lost', async () => {
    let first = true;
    await using aws = await startCannedAws(() => {
      if (!first) return { status: 201, body: { channel: wireChannel() } };
      first = false;
      return 'cut';
    });
    const made = await aws.mediaLive.createChannel({ ...settings, requestId: 'd1:channel:1', tags: {} });
    expect(made.id).toBe('2000001');
    expect(aws.requests.map(({ body }) => body['requestId'])).toEqual(['d1:channel:1', 'd1:channel:1']);
  });

  it.each([
    ['as it is', settings.streamKey],
    ['percent-encoded', encodeURIComponent(settings.streamKey)],
  ])('hides a key that AWS gives back %s in a refusal', async (_, echo) => {
    await using aws = await startCannedAws(() => ({
      status: 422,
      type: 'UnprocessableEntityException',
      body: {
        message: `Bad stream ${echo}.`,
        validationErrors: [{ elementPath: 'destinations', errorMessage: `${echo} and sealed-elsewhere` }],
      },
    }));
    const error = await failure(aws.mediaLive.createChannel({ ...settings, requestId: 'r', tags: {} }));
    expect(error).toMatchObject({ name: 'AwsError', kind: 'INVALID', operation: 'CreateChannel' });
    expect(error.message).toContain('destinations: [hidden] and [hidden]');
    expect(error.message).not.toContain(echo);
  });

  it('hides the keys of a channel in what its alerts say, though one List has left it out', async () => {
    let lists = 0;
    await using aws = await startCannedAws(({ path }) =>
      path.endsWith('/alerts')
        ? {
            body: {
              alerts: [
                {
                  id: 'a1',
                  alertType: 'Failed RTMP Connection',
                  message: `rtmp://live.example.com/app/${key} does not answer.`,
                  pipelineId: '0',
                  state: 'SET',
                  setTimestamp: '2026-11-01T12:00:00Z',
                },
              ],
            },
          }
        : { body: { channels: lists++ === 0 ? [wireChannel()] : [] } },
    );
    await aws.mediaLive.listChannels();
    await aws.mediaLive.listChannels();
    expect(await aws.mediaLive.listAlerts('2000001')).toEqual([
      {
        id: 'a1',
        alertType: 'Failed RTMP Connection',
        message: 'rtmp://live.example.com/app/[hidden] does not answer.',
        since: '2026-11-01T12:00:00.000Z',
        pipeline: '0',
      },
    ]);
    expect(aws.requests.at(-1)?.query.get('stateFilter')).toBe('SET');
  });

  it('classifies an answer that is not even JSON by its status', async () => {
    await using aws = await startCannedAws(() => ({ status: 503, body: '<html>Oops</html>' }));
    expect(await failure(aws.mediaLive.stopChannel('1'))).toMatchObject({ kind: 'SERVER' });
  });

  it('is UNREACHABLE when nobody listens', async () => {
    const nowhere = 'http://127.0.0.1:1';
    const clients = createClients({ local: { mediaLive: nowhere, mediaConnect: nowhere } });
    const budget = createRateBudget({ clock: systemClock, perSecond: 100, burst: 100, alertsPerSecond: 2 });
    const mediaLive = createMediaLive({
      client: clients.mediaLive,
      budget,
      redact: String,
      fingerprint: String,
    });
    expect(await failure(mediaLive.listChannels())).toMatchObject({ kind: 'UNREACHABLE' });
    clients.close();
  });

  it('gives up a look whose caller has gone', async () => {
    const leaving = new AbortController();
    await using aws = await startCannedAws(() => {
      leaving.abort();
      return 'cut';
    });
    const error = await failure(aws.mediaLive.listChannels({ signal: leaving.signal }));
    expect(error.kind).toBe('UNREACHABLE');
    expect(aws.requests).toHaveLength(1);
  });
});
