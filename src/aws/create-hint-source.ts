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
  const { client, queueUrl: QueueUrl, clock, enabled, onHint, count, redact, log } = options;
  const closing = new AbortController();
  let hears = false;
  let failures = 0;

  function setHearing(now: boolean): void {
    if (hears === now) return;
    hears = now;
    options.onHearing?.(now);
  }

  /** Resolves after so long, or at once when all is closed or `work` is done. Rejects as `work` does. */
  function pause(ms: number, work?: Promise<void>): Promise<'over' | 'done'> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        cancel();
        closing.signal.removeEventListener('abort', over);
        settle();
      };
      const over = () => end(() => resolve('over'));
      const cancel = clock.after(ms, over);
      closing.signal.addEventListener('abort', over);
      if (closing.signal.aborted) over();
      work?.then(
        () => end(() => resolve('done')),
        (error: unknown) => end(() => reject(error)),
      );
    });
  }

  async function handle({ Body = '' }: Message): Promise<HintOutcome> {
    const read = readEvent(Body);
    if ('dropped' in read) return read.dropped === 'UNKNOWN' ? 'unknown' : 'malformed';
    try {
      const taking = Promise.resolve(onHint(read.hint));
      // By then somebody else may have it.
      return (await pause(hiddenSeconds * 1_000, taking)) === 'done' ? 'hint' : 'failed';
    } catch (error) {
      log.warn({ err: error, about: read.hint.about }, 'a hint could not be taken and comes again');
      return 'failed';
    }
  }

  async function take(): Promise<void> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: hiddenSeconds,
        // At first, and after a failure, it is to be known at once whether the queue can be read.
        WaitTimeSeconds: hears ? longPollSeconds : 0,
      }),
      { abortSignal: closing.signal },
    );
    if (failures > 0) log.info({ failures }, 'the queue of events can be read again');
    failures = 0;
    setHearing(true);
    // Who leads no more leaves them to who does.
    if (Messages.length === 0 || !enabled()) return;
    const outcomes = await Promise.all(Messages.map(handle));
    for (const outcome of outcomes) count?.(outcome);
    const done = Messages.filter((_, n) => outcomes[n] !== 'failed');
    if (done.length === 0) return;
    const Entries = done.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }), { abortSignal: closing.signal });
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      if (!enabled()) {
        await pause(enabledEveryMs);
        continue;
      }
      try {
        await take();
      } catch (error) {
        if (closing.signal.aborted) return;
        failures += 1;
        const message = redact(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
        if (failures === 1) log.warn({ error: message }, 'the queue of events cannot be read');
        setHearing(false);
        await pause(Math.min(backOffMs.most, backOffMs.first * 2 ** (failures - 1)));
      }
    }
  }

  const running = run();
  return {
    hears: () => hears,
    async close() {
      closing.abort();
      await running;
      hears = false;
    },
  };
}
