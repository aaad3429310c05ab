import { createHintSource, type HintOutcome } from './aws/create-hint-source.ts';
import { createQueueClient } from './aws/create-queue-client.ts';
import type { Clock } from './clock.ts';
import { countCalls } from './count-calls.ts';
import type { Logger } from './logger.ts';
import type { Poller } from './pubsub/poller.ts';

export interface HintsOptions {
  /** Null: there is no queue, so nothing is heard. */
  queueUrl: string | null;
  local: boolean;
  clock: Clock;
  log: Logger;
  redact(text: string): string;
  /** Whether this process leads. */
  enabled(): boolean;
  poller(): Poller | null;
  countCall(operation: string, status: number): void;
  countEvent(outcome: HintOutcome): void;
}

export interface Hints {
  hears(): boolean;
  close(): Promise<void>;
}

/** Lets the poller look as soon as AWS tells of a change, and at once when AWS can no longer be heard. */
export function listenForHints(options: HintsOptions): Hints {
  const { queueUrl, local, clock, log, redact, enabled, poller, countCall, countEvent } = options;
  if (queueUrl === null) return { hears: () => false, close: () => Promise.resolve() };
  const client = createQueueClient(queueUrl, { local });
  countCalls(client, countCall);
  const source = createHintSource({
    ...{ client, queueUrl, clock, log, redact, enabled, count: countEvent },
    onHint: (hint) => poller()?.hint(hint),
    // What was told meanwhile may be lost, and the next look a minute away.
    onHearing: (hears) => {
      if (!hears && enabled()) poller()?.lookNow();
    },
  });
  return {
    hears: source.hears,
    async close() {
      await source.close();
      client.destroy();
    },
  };
}
