import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../../emulator/start-emulator.ts';
import { createEmulatorClients, type EmulatorClients } from '../../_kit/emulator-clients.ts';
import { createManualClock, type ManualClock } from '../../_kit/manual-clock.ts';

let time: ManualClock;
let emulator: Emulator;
let aws: EmulatorClients;
let QueueUrl: string;

beforeEach(async () => {
  time = createManualClock();
  emulator = await startEmulator({ clock: time, timeScale: 1 });
  aws = createEmulatorClients(emulator);
  QueueUrl = emulator.seeded.queueUrl;
});
afterEach(async () => {
  aws[Symbol.dispose]();
  await emulator.close();
});

const send = (MessageBody: string) => aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) => {
  const input = { QueueUrl, MaxNumberOfMessages: 10, ...more };
  const { Messages = [] } = await aws.sqs.send(new ReceiveMessageCommand(input));
  return Messages;
};
const bodies = async (more?: Partial<ReceiveMessageCommandInput>) =>
  (await receive(more)).map(({ Body }) => Body);
const remove = (ReceiptHandle: string | undefined) =>
  aws.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

describe('the queue', () => {
  it('keeps a message until it is removed', async () => {
    await send('one');
    const [message] = await receive({ VisibilityTimeout: 5 });
    expect(message).toMatchObject({ Body: 'one', Attributes: { ApproximateReceiveCount: '1' } });
    expect(await bodies()).toEqual([]);
    await time.run(5_000);
    const [again] = await receive({ VisibilityTimeout: 5 });
    expect(again).toMatchObject({ Body: 'one', Attributes: { ApproximateReceiveCount: '2' } });
    await remove(again?.ReceiptHandle);
    await time.run(5_000);
    expect(await bodies()).toEqual([]);
  });

  it('takes no notice of a receipt that is not the newest', async () => {
    await send('one');
    const [first] = await receive({ VisibilityTimeout: 0 });
    await receive({ VisibilityTimeout: 0 });
    await remove(first?.ReceiptHandle);
    expect(await bodies({ VisibilityTimeout: 0 })).toEqual(['one']);
  });

  it('hands out ten at most, and takes batches', async () => {
    const Entries = Array.from({ length: 10 }, (_, n) => ({ Id: `${n}`, MessageBody: `m${n}` }));
    await aws.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    await send('m10');
    const messages = await receive({ VisibilityTimeout: 1 });
    expect(messages).toHaveLength(10);
    await aws.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: messages.map(({ ReceiptHandle }, n) => ({ Id: `${n}`, ReceiptHandle })),
      }),
    );
    await time.run(1_000);
    expect(await bodies()).toEqual(['m10']);
    await expect(receive({ MaxNumberOfMessages: 11 })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('answers a long poll at once when a message comes', async () => {
    const polling = bodies({ WaitTimeSeconds: 20 });
    await send('while waiting');
    expect(await polling).toEqual(['while waiting']);
  });

  it('answers a long poll with a message whose visibility runs out meanwhile', async () => {
    await send('late');
    await receive({ VisibilityTimeout: 5 });
    const polling = bodies({ WaitTimeSeconds: 20 });
    await expect.poll(() => time.pending()).toBeGreaterThan(1);
    await time.run(5_000);
    expect(await polling).toEqual(['late']);
  });

  it('answers a long poll with nothing once its time is over', async () => {
    const before = time.pending();
    const polling = bodies({ WaitTimeSeconds: 20 });
    await expect.poll(() => time.pending()).toBeGreaterThan(before);
    await time.run(20_000);
    expect(await polling).toEqual([]);
  });

  it('gives no message to a caller who has gone', async () => {
    const abort = new AbortController();
    const before = time.pending();
    const input = { QueueUrl, WaitTimeSeconds: 20 };
    const gone = aws.sqs.send(new ReceiveMessageCommand(input), { abortSignal: abort.signal });
    await expect.poll(() => time.pending()).toBeGreaterThan(before);
    abort.abort();
    await expect(gone).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => time.pending()).toBe(before);
    await send('for another');
    expect(await bodies()).toEqual(['for another']);
  });

  it('shows a message again as soon as its holder says so', async () => {
    await send('one');
    const [message] = await receive();
    const back = { QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 };
    await aws.sqs.send(new ChangeMessageVisibilityCommand(back));
    expect(await bodies()).toEqual(['one']);
  });

  it('forgets what is four days old, and the oldest of more than ten thousand', async () => {
    await send('old');
    await time.run(4 * 86_400_000);
    expect(await bodies()).toEqual([]);
    const Entries = Array.from({ length: 10 }, (_, n) => ({ Id: `${n}`, MessageBody: 'many' }));
    await send('the oldest');
    const batch = () => aws.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    for (let n = 0; n < 20; n += 1) await Promise.all(Array.from({ length: 50 }, batch));
    expect(await bodies()).not.toContain('the oldest');
  });

  it('counts what is there, what is held and what is delayed', async () => {
    await send('one');
    await send('two');
    await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 9 }));
    await receive({ MaxNumberOfMessages: 1 });
    const { Attributes } = await aws.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      QueueArn: 'arn:aws:sqs:us-east-1:111122223333:lunora-events',
    });
  });

  it('is found by its name, and no other is', async () => {
    const find = (QueueName: string) => aws.sqs.send(new GetQueueUrlCommand({ QueueName }));
    expect((await find('lunora-events')).QueueUrl).toBe(QueueUrl);
    await expect(find('another')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('says which operation it does not have', async () => {
    await expect(aws.sqs.send(new ListQueueTagsCommand({ QueueUrl }))).rejects.toMatchObject({
      name: 'NotEmulatedException',
      message: expect.stringContaining('ListQueueTags'),
    });
  });

  it('serves a client that was told nothing but its URL', async () => {
    using client = Object.assign(
      new SQSClient({
        region: 'us-east-1',
        credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
        endpoint: new URL(QueueUrl).origin,
      }),
      {
        [Symbol.dispose]() {
          client.destroy();
        },
      },
    );
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'by url' }));
    expect(await bodies()).toEqual(['by url']);
  });
});
