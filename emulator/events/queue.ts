import { randomUUID } from 'node:crypto';
import type { EmulatorClock } from '../clock.ts';

/** A message as it is received, each time with a receipt of its own. */
export interface ReceivedMessage {
  id: string;
  body: string;
  receipt: string;
  /** Milliseconds since the epoch. */
  sentAt: number;
  firstReceivedAt: number;
  /** How often it was received, this time included. */
  receives: number;
}

export interface Queue {
  /** Returns the message's id. */
  send(body: string, delayMs?: number): string;
  /**
   * Up to `most` messages that nobody else has, which stay hidden for `hiddenMs`. Waits up to `waitMs` for the first one;
   * none when that is over, or the signal aborts.
   */
  receive(args: ReceiveArgs): Promise<ReceivedMessage[]>;
  /** Hides it for so long from now; false when the receipt is not the newest of a message that is there. */
  hide(receipt: string, hiddenMs: number): boolean;
  /** Removes it; like SQS, an outdated receipt removes nothing and is no mistake. */
  remove(receipt: string): void;
  counts(): { visible: number; hidden: number; delayed: number };
  purge(): void;
  close(): void;
}

export interface ReceiveArgs {
  most: number;
  hiddenMs: number;
  waitMs: number;
  signal?: AbortSignal;
}

/** As an SQS queue keeps messages unless told otherwise: four days. */
export const retentionMs = 4 * 86_400_000;

/** In memory there is an end: past it the oldest go. */
const atMost = 10_000;

interface Kept {
  id: string;
  body: string;
  sentAt: number;
  delayed: boolean;
  visibleAt: number;
  firstReceivedAt: number | null;
  receipt: string | null;
  receives: number;
}

/**
 * A standard queue, in memory: at least once, in no promised order. What is received is hidden for a while and comes
 * back unless it is removed in time.
 */
export function createQueue(clock: EmulatorClock): Queue {
  const kept = new Map<string, Kept>();
  const byReceipt = new Map<string, Kept>();
  const waiting = new Set<() => void>();
  let cancelWake = () => {};
  let closed = false;

  function drop(message: Kept): void {
    kept.delete(message.id);
    if (message.receipt) byReceipt.delete(message.receipt);
  }

  function forgetOld(): void {
    for (const message of kept.values()) {
      if (kept.size <= atMost && clock.now() - message.sentAt < retentionMs) return;
      drop(message);
    }
  }

  /** Lets those who wait try, now and when the next message becomes visible. */
  function wake(): void {
    cancelWake();
    for (const attempt of [...waiting]) attempt();
    if (closed || waiting.size === 0 || kept.size === 0) return;
    const next = Math.min(...[...kept.values()].map(({ visibleAt }) => visibleAt));
    cancelWake = clock.after(Math.max(0, next - clock.now()), wake);
  }

  function take({ most, hiddenMs }: ReceiveArgs): ReceivedMessage[] {
    forgetOld();
    const now = clock.now();
    const taken: ReceivedMessage[] = [];
    for (const message of kept.values()) {
      if (taken.length >= most) break;
      if (message.visibleAt > now) continue;
      if (message.receipt) byReceipt.delete(message.receipt);
      const receipt = randomUUID();
      message.receipt = receipt;
      message.receives += 1;
      message.delayed = false;
      message.visibleAt = now + hiddenMs;
      message.firstReceivedAt ??= now;
      byReceipt.set(receipt, message);
      const { id, body, sentAt, firstReceivedAt, receives } = message;
      taken.push({ id, body, receipt, sentAt, firstReceivedAt, receives });
    }
    return taken;
  }

  return {
    send(body, delayMs = 0) {
      const id = randomUUID();
      const now = clock.now();
      kept.set(id, {
        ...{ id, body, sentAt: now, delayed: delayMs > 0, visibleAt: now + delayMs },
        ...{ firstReceivedAt: null, receipt: null, receives: 0 },
      });
      forgetOld();
      wake();
      return id;
    },
    receive(args) {
      return new Promise((resolve) => {
        const end = (messages: ReceivedMessage[]) => {
          waiting.delete(attempt);
          cancelWait();
          args.signal?.removeEventListener('abort', giveUp);
          resolve(messages);
        };
        const giveUp = () => end([]);
        const attempt = () => {
          if (closed || args.signal?.aborted) return giveUp();
          const messages = take(args);
          if (messages.length > 0 || args.waitMs <= 0) end(messages);
        };
        let cancelWait = () => {};
        waiting.add(attempt);
        args.signal?.addEventListener('abort', giveUp);
        attempt();
        if (!waiting.has(attempt)) return;
        cancelWait = clock.after(args.waitMs, giveUp);
        wake();
      });
    },
    hide(receipt, hiddenMs) {
      const message = byReceipt.get(receipt);
      if (!message) return false;
      message.visibleAt = clock.now() + hiddenMs;
      wake();
      return true;
    },
    remove(receipt) {
      const message = byReceipt.get(receipt);
      if (message) drop(message);
    },
    counts() {
      forgetOld();
      const now = clock.now();
      const all = [...kept.values()];
      const unseen = all.filter(({ visibleAt }) => visibleAt > now);
      const delayed = unseen.filter((message) => message.delayed).length;
      return { visible: all.length - unseen.length, hidden: unseen.length - delayed, delayed };
    },
    purge() {
      kept.clear();
      byReceipt.clear();
    },
    close() {
      closed = true;
      wake();
    },
  };
}
