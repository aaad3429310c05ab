import { CloseCode } from 'graphql-ws';
import type { Carried } from './api-context.ts';

type EndStream = Parameters<Carried['keepStream']>[0];

interface Operation {
  /** The client was told or has said that it is over; it may not be yet. */
  ending: boolean;
  /** Begins the next operation under the same id, or gives it up. */
  next: ((begins: boolean) => void) | null;
}

/** What a client never says; the library takes it for a fault of the server. */
const serverMessages = new Set(['connection_ack', 'next', 'error']);

/**
 * The operations of one socket. Counts them itself, because the library forgets one whose id is used again: an id waits
 * until what it stood for is over, and nothing outlives the socket.
 */
export class SocketOperations {
  private readonly byId = new Map<string, Operation>();
  private readonly streams = new Set<EndStream>();
  private closed = false;

  constructor(private readonly close: (code: number, reason: string) => void) {}

  /** Operations under way, those that are ending included. */
  get count(): number {
    return this.byId.size;
  }

  /** Hands a message on once it may be handled. */
  async receive(text: string, handle: (text: string) => Promise<void>): Promise<void> {
    const { type, id } = readMessage(text);
    if (serverMessages.has(type)) return this.close(CloseCode.BadRequest, 'Invalid message received');
    if (type === 'subscribe') return this.begin(id, () => handle(text));
    if (type === 'complete') this.giveUp(id);
    return handle(text);
  }

  /** The client is about to be told that an operation is over. */
  endOf(id: string): void {
    const operation = this.byId.get(id);
    if (operation) operation.ending = true;
  }

  /** As `Carried.keepStream`: ends with the socket at the latest. */
  keepStream(end: EndStream): () => void {
    this.streams.add(end);
    if (this.closed) queueMicrotask(() => end('CLOSED'));
    return () => void this.streams.delete(end);
  }

  /** Ends everything. */
  end(): void {
    this.closed = true;
    for (const operation of this.byId.values()) operation.next?.(false);
    for (const end of [...this.streams]) end('CLOSED');
  }

  private async begin(id: string, work: () => Promise<void>): Promise<void> {
    const before = this.byId.get(id);
    if (before && !(await this.over(before, id))) return;
    const operation: Operation = { ending: false, next: null };
    this.byId.set(id, operation);
    try {
      await work();
    } finally {
      this.byId.delete(id);
      operation.next?.(true);
    }
  }

  /** False: what waits for it is not to begin. */
  private async over(operation: Operation, id: string): Promise<boolean> {
    if (!operation.ending || operation.next) {
      this.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
      return false;
    }
    return new Promise((resolve) => {
      operation.next = resolve;
    });
  }

  private giveUp(id: string): void {
    const operation = this.byId.get(id);
    if (!operation) return;
    operation.ending = true;
    operation.next?.(false);
    operation.next = null;
  }
}

function readMessage(text: string): { type: string; id: string } {
  try {
    const { type, id } = Object(JSON.parse(text));
    return { type: String(type), id: String(id) };
  } catch {
    return { type: '', id: '' };
  }
}
