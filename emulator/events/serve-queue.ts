import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { EmulatedAnswer } from '../handle-request.ts';
import { AwsRefusal } from '../service.ts';
import { type Queue, type ReceivedMessage, retentionMs } from './queue.ts';

/** A call in SQS's own protocol, AWS JSON 1.0: the operation is in `x-amz-target`. */
export interface QueueRequest {
  /** e.g. `AmazonSQS.ReceiveMessage`. */
  target: string;
  body: string;
  /** Aborts when the caller is gone. */
  signal: AbortSignal;
}

const seconds = (most: number) => z.int().min(0).max(most);
const hidden = seconds(43_200);
const receipt = z.string().min(1);
const entries = <T extends z.ZodRawShape>(shape: T) =>
  z.array(z.object({ Id: z.string().min(1), ...shape })).max(10);
const message = { MessageBody: z.string().min(1), DelaySeconds: seconds(900).default(0) };

const defaultHiddenSeconds = 30;

/**
 * One standard queue for unmodified SQS clients. Messages, receipts, long polls and visibility as at AWS; no message
 * attributes, no dead letters, no policies, and only one queue.
 */
export function createQueueServer(
  queue: Queue,
  about: { name: string; url: () => string; arn: string },
): (request: QueueRequest) => Promise<EmulatedAnswer> {
  const operations: Record<string, (body: unknown, signal: AbortSignal) => object | Promise<object>> = {
    GetQueueUrl(body) {
      const { QueueName } = z.object({ QueueName: z.string() }).parse(body);
      if (QueueName !== about.name) throw noSuchQueue();
      return { QueueUrl: about.url() };
    },
    ListQueues: () => ({ QueueUrls: [about.url()] }),
    GetQueueAttributes(body) {
      const { AttributeNames } = z
        .object({ AttributeNames: z.array(z.string()).default([]) })
        .parse(known(body));
      const { visible, hidden: inFlight, delayed } = queue.counts();
      const all: Record<string, string> = {
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesNotVisible: String(inFlight),
        ApproximateNumberOfMessagesDelayed: String(delayed),
        MessageRetentionPeriod: String(retentionMs / 1000),
        QueueArn: about.arn,
        ReceiveMessageWaitTimeSeconds: '0',
        VisibilityTimeout: String(defaultHiddenSeconds),
      };
      const wanted = (name: string) => AttributeNames.includes('All') || AttributeNames.includes(name);
      return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name))) };
    },
    SendMessage(body) {
      const { MessageBody, DelaySeconds } = z.object(message).parse(known(body));
      return { MessageId: queue.send(MessageBody, DelaySeconds * 1000), MD5OfMessageBody: md5(MessageBody) };
    },
    SendMessageBatch(body) {
      const { Entries } = z.object({ Entries: entries(message) }).parse(known(body));
      const Successful = Entries.map(({ Id, MessageBody, DelaySeconds }) => ({
        Id,
        MessageId: queue.send(MessageBody, DelaySeconds * 1000),
        MD5OfMessageBody: md5(MessageBody),
      }));
      return { Successful, Failed: [] };
    },
    async ReceiveMessage(body, signal) {
      const { MaxNumberOfMessages, VisibilityTimeout, WaitTimeSeconds } = z
        .object({
          MaxNumberOfMessages: z.int().min(1).max(10).default(1),
          VisibilityTimeout: hidden.default(defaultHiddenSeconds),
          WaitTimeSeconds: seconds(20).default(0),
        })
        .parse(known(body));
      const received = await queue.receive({
        most: MaxNumberOfMessages,
        hiddenMs: VisibilityTimeout * 1000,
        waitMs: WaitTimeSeconds * 1000,
        signal,
      });
      return received.length === 0 ? {} : { Messages: received.map(wireMessage) };
    },
    DeleteMessage(body) {
      queue.remove(z.object({ ReceiptHandle: receipt }).parse(known(body)).ReceiptHandle);
      return {};
    },
    DeleteMessageBatch(body) {
      const { Entries } = z.object({ Entries: entries({ ReceiptHandle: receipt }) }).parse(known(body));
      for (const { ReceiptHandle } of Entries) queue.remove(ReceiptHandle);
      return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
    },
    ChangeMessageVisibility(body) {
      const { ReceiptHandle, VisibilityTimeout } = z
        .object({ ReceiptHandle: receipt, VisibilityTimeout: hidden })
        .parse(known(body));
      if (!queue.hide(ReceiptHandle, VisibilityTimeout * 1000)) {
        throw new AwsRefusal(400, 'MessageNotInflight', 'The message is not in flight.');
      }
      return {};
    },
    PurgeQueue(body) {
      known(body);
      queue.purge();
      return {};
    },
  };

  /** Whatever names a queue must name the one there is. */
  function known(body: unknown): unknown {
    const { QueueUrl } = z.object({ QueueUrl: z.string() }).parse(body);
    if (!QueueUrl.endsWith(`/${about.name}`)) throw noSuchQueue();
    return body;
  }

  return async ({ target, body, signal }) => {
    const name = target.replace(/^AmazonSQS\./, '');
    try {
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!operation) throw new AwsRefusal(501, 'NotEmulatedException', `${name} is not emulated.`);
      return answer(200, await operation(JSON.parse(body === '' ? '{}' : body), signal));
    } catch (error) {
      return refusal(error);
    }
  };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

function wireMessage({ id, body, receipt: handle, sentAt, firstReceivedAt, receives }: ReceivedMessage) {
  return {
    MessageId: id,
    ReceiptHandle: handle,
    MD5OfBody: md5(body),
    Body: body,
    Attributes: {
      ApproximateReceiveCount: String(receives),
      ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
      SentTimestamp: String(sentAt),
    },
  };
}

function answer(status: number, body: object, headers: Record<string, string> = {}): EmulatedAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': randomUUID(),
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

const noSuchQueue = () =>
  new AwsRefusal(400, 'QueueDoesNotExist', 'The specified queue does not exist for this wsdl version.');

function refusal(error: unknown): EmulatedAnswer {
  if (error instanceof AwsRefusal) {
    const { status, code, message: said } = error;
    return answer(status, { __type: `com.amazonaws.sqs#${code}`, message: said });
  }
  if (error instanceof z.ZodError || error instanceof SyntaxError) {
    const said = error instanceof z.ZodError ? z.prettifyError(error) : 'The body is not JSON.';
    return answer(400, { __type: 'com.amazonaws.sqs#InvalidParameterValue', message: said });
  }
  throw error;
}
