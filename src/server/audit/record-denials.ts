import { type Clock, instant } from '../../clock.ts';
import { DenialCounts } from '../../domain/count-denials.ts';
import type { DeniedRequest } from '../../domain/denial.ts';
import type { LogEvent } from '../../domain/log.ts';
import type { Logger } from '../../logger.ts';
import type { ContextDeps } from '../../resolvers/context.ts';

interface DenialDeps {
  store: Pick<ContextDeps['store'], 'change'>;
  clock: Clock;
  log: Logger;
  recordsPerHour: number;
}

export interface DenialRecorder {
  /** Never waits and never throws. */
  note(denied: DeniedRequest): void;
  /** Records what was only counted so far, and waits for it, not for long. */
  close(): Promise<void>;
}

const hourMs = 3_600_000;
/** Longest wait for the table at the end. */
const closingMs = 3_000;
/** Records in one entry of the log. */
const batchSize = 50;

/**
 * Records failed sign-ins and refused requests in the activity log, behind the requests' back: at most so many an hour,
 * one batch at a time. What the table does not take is dropped, and the log says how many.
 */
export function createDenialRecorder({ store, clock, log, recordsPerHour }: DenialDeps): DenialRecorder {
  const counts = new DenialCounts(recordsPerHour);
  const pending: LogEvent[] = [];
  let writing: Promise<void> | null = null;
  let cancelHour: (() => void) | null = null;
  let closed = false;
  let dropped = 0;

  const now = () => instant(clock.now());

  function drop(count: number, err?: unknown): void {
    dropped += count;
    log.warn({ dropped: count, droppedSinceStart: dropped, err }, 'audit records dropped');
  }

  async function writeAll(): Promise<void> {
    for (let batch = pending.splice(0, batchSize); batch.length > 0; batch = pending.splice(0, batchSize)) {
      const events = batch;
      await store
        .change(() => ({ changes: [], events, value: null }))
        .catch((error: unknown) => drop(events.length, error));
    }
  }

  function enqueue(events: readonly LogEvent[]): void {
    const room = Math.max(0, recordsPerHour - pending.length);
    pending.push(...events.slice(0, room));
    if (events.length > room) drop(events.length - room);
    writing ??= writeAll().finally(() => {
      writing = null;
    });
  }

  function endHour(): void {
    cancelHour?.();
    cancelHour = null;
    const events = counts.end(now());
    if (events.length > 0) enqueue(events);
  }

  return {
    note(denied) {
      if (closed) return;
      cancelHour ??= clock.after(hourMs, endHour);
      const first = counts.add(denied, now());
      if (!first) return;
      const { actor, requestId, message, denial } = first;
      log.info({ actor, requestId, ...denial }, message);
      enqueue([first]);
    },
    async close() {
      if (closed) return;
      closed = true;
      endHour();
      let cancel = () => {};
      const tooLong = new Promise<void>((resolve) => {
        cancel = clock.after(closingMs, resolve);
      });
      await Promise.race([writing, tooLong]);
      cancel();
      if (pending.length > 0) drop(pending.splice(0).length);
    },
  };
}
