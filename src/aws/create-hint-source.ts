import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Clock } from '../clock.ts';
import type { Hint } from './events/hint.ts';
import { readEvent } from './events/read-event.ts';

/** SQS's longest: an idle queue costs three calls a minute. */
const longPollSeconds = 20;
/** What is not deleted in so long is given again: to this process, or to the one that leads by then. */
const hiddenSeconds = 15;
const enabledEveryMs = 1_000;
const backOffMs = { first: 1_000, most: 30_000 };

export interface HintSource {
  /** Whether the queue could be read at the last attempt. While it cannot, looks must not wait for hints. */
  hears(): boolean;
  /** Ends the poll under way. */
  close(): Promise<void>;
}

export interface HintSourceOptions {
  client: SQSClient;
  queueUrl: string;
  clock: Clock;
  /** Only who leads reads the queue: a hint that another process takes is lost to the one that looks. */
  enabled(): boolean;
  /** A message is deleted once this is done; when it fails, the message comes again. */
  onHint(hint: Hint): void | Promise<void>;
  /** Called whenever `hears` changes, but for the end. */
  onHearing?(hears: boolean): void;
  /** Told what became of every message: `hint`, `unknown`, `malformed` or `failed`. */
  count?(outcome: HintOutcome): void;
  redact(text: string): string;
  log: { warn(details: object, message: string): void; info(details: object, message: string): void };
}

export type HintOutcome = 'hint' | 'unknown' | 'malformed' | 'failed';

/**
 * Reads the queue that EventBridge sends to, in long polls, and passes each event on as a hint. A queue that fails is
 * tried again ever more rarely, up to every 30 s; nothing that comes out of it can end the reading.
 */
export function createHintSource(options: HintSourceOptions): HintSource {
  const source = new QueueReader(options);
  const running = source.run();
  return {
    hears: () => source.hears,
    async close() {
      source.abort();
      await running;
      source.hears = false;
    },
  };
}

class QueueReader {
  hears = false;
  private readonly closing = new AbortController();
  private failures = 0;

  constructor(private readonly options: HintSourceOptions) {}

  abort(): void {
    this.closing.abort();
  }

  async run(): Promise<void> {
    while (!this.closing.signal.aborted) {
      if (this.options.enabled()) await this.takeOrBackOff();
      else await this.pause(enabledEveryMs);
    }
  }

  private async takeOrBackOff(): Promise<void> {
    try {
      await this.take();
    } catch (error) {
      if (this.closing.signal.aborted) return;
      this.recordFailure(error);
      await this.pause(Math.min(backOffMs.most, backOffMs.first * 2 ** (this.failures - 1)));
    }
  }

  private async take(): Promise<void> {
    const { count, enabled } = this.options;
    const messages = await this.receive();
    this.recordSuccess();
    // Who leads no more leaves them to who does.
    if (messages.length === 0 || !enabled()) return;
    const outcomes = await Promise.all(messages.map((message) => this.handle(message)));
    for (const outcome of outcomes) count?.(outcome);
    await this.remove(messages.filter((_, n) => outcomes[n] !== 'failed'));
  }

  private async receive(): Promise<Message[]> {
    const { client, queueUrl: QueueUrl } = this.options;
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: hiddenSeconds,
      // At first, and after a failure, it is to be known at once whether the queue can be read.
      WaitTimeSeconds: this.hears ? longPollSeconds : 0,
    });
    const { Messages = [] } = await client.send(command, { abortSignal: this.closing.signal });
    return Messages;
  }

  private async remove(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    const { client, queueUrl: QueueUrl } = this.options;
    const Entries = messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }), {
      abortSignal: this.closing.signal,
    });
  }

  private async handle({ Body = '' }: Message): Promise<HintOutcome> {
    const { onHint, log } = this.options;
    const read = readEvent(Body);
    if ('dropped' in read) return read.dropped === 'UNKNOWN' ? 'unknown' : 'malformed';
    try {
      const taking = Promise.resolve(onHint(read.hint));
      // By then somebody else may have it.
      return (await this.pause(hiddenSeconds * 1_000, taking)) === 'done' ? 'hint' : 'failed';
    } catch (error) {
      log.warn({ err: error, about: read.hint.about }, 'a hint could not be taken and comes again');
      return 'failed';
    }
  }

  private recordSuccess(): void {
    const { failures } = this;
    if (failures > 0) this.options.log.info({ failures }, 'the queue of events can be read again');
    this.failures = 0;
    this.setHearing(true);
  }

  private recordFailure(error: unknown): void {
    const { redact, log } = this.options;
    this.failures += 1;
    const message = redact(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    if (this.failures === 1) log.warn({ error: message }, 'the queue of events cannot be read');
    this.setHearing(false);
  }

  private setHearing(now: boolean): void {
    if (this.hears === now) return;
    this.hears = now;
    this.options.onHearing?.(now);
  }

  /** Resolves after so long, or at once when all is closed or `work` is done. Rejects as `work` does. */
  private pause(ms: number, work?: Promise<void>): Promise<'over' | 'done'> {
    const { signal } = this.closing;
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        cancel();
        signal.removeEventListener('abort', over);
        settle();
      };
      const over = () => end(() => resolve('over'));
      const cancel = this.options.clock.after(ms, over);
      signal.addEventListener('abort', over);
      if (signal.aborted) over();
      work?.then(
        () => end(() => resolve('done')),
        (error: unknown) => end(() => reject(error)),
      );
    });
  }
}
