import { CloseCode } from 'graphql-ws';
import type { Carried } from './api-context.ts';

type EndStream = Parameters<Carried['keepStream']>[0];

type Variables = Record<string, unknown>;

interface Operation {
  /** Kept from the library, which would keep them, and the text they came in, for as long as the operation. */
  variables: Variables | null;
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

  /** True if more than `most` are open, or as many again are ending while they are. */
  exceeds(most: number): boolean {
    const { size } = this.byId;
    if (size <= most) return false;
    const open = [...this.byId.values()].filter(({ ending }) => !ending).length;
    return open > most || size > 2 * most;
  }

  /** Hands a message on once it may be handled, without its variables. Keeps nothing of its text. */
  receive(text: string, handle: (text: string) => Promise<void>): Promise<void> {
    const message = readMessage(text);
    const { type, id } = message;
    if (serverMessages.has(type)) {
      this.close(CloseCode.BadRequest, 'Invalid message received');
      return Promise.resolve();
    }
    if (type === 'subscribe') return this.begin(id, withoutVariables(message, text), handle);
    if (type === 'complete') this.giveUp(id);
    return handle(text);
  }

  /** The variables of an operation that begins, once. */
  takeVariables(id: string): Variables | null {
    const operation = this.byId.get(id);
    const variables = operation?.variables ?? null;
    if (operation) operation.variables = null;
    return variables;
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

  private async begin(id: string, told: Subscribe, handle: (text: string) => Promise<void>): Promise<void> {
    const before = this.byId.get(id);
    if (before && !(await this.over(before, id))) return;
    const operation: Operation = { variables: told.variables, ending: false, next: null };
    told.variables = null;
    this.byId.set(id, operation);
    try {
      await handle(told.text);
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

interface Message {
  type: string;
  id: string;
  /** Null where the text is no message. */
  whole: { payload?: { variables?: unknown; extensions?: unknown } } | null;
}

function readMessage(text: string): Message {
  try {
    const whole: Message['whole'] & { type?: unknown; id?: unknown } = Object(JSON.parse(text));
    return { type: String(whole.type), id: String(whole.id), whole };
  } catch {
    return { type: '', id: '', whole: null };
  }
}

interface Subscribe {
  text: string;
  variables: Variables | null;
}

/** What is no object is left for the library to refuse. */
function withoutVariables({ whole }: Message, text: string): Subscribe {
  const payload = whole?.payload;
  if (typeof payload !== 'object' || payload === null) return { text, variables: null };
  const { variables, extensions, ...rest } = payload;
  const areObjects = [variables, extensions].every((value) => value === undefined || isObject(value));
  if (!areObjects) return { text, variables: null };
  return {
    text: JSON.stringify({ ...whole, payload: rest }),
    variables: (variables as Variables | undefined) ?? null,
  };
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
