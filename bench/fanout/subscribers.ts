/** All subscribers of one server, in one process. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type RawData, WebSocket } from 'ws';
import { answerParent, sharedNowMs } from '../answer-parent.ts';
import { changeDocument, countedMark } from '../documents.ts';

interface ConnectArgs {
  url: string;
  /** So many in all, those that are there included. */
  count: number;
  /** Subscriber n takes token n modulo their number. Empty: a bare socket that only listens. */
  tokens: string[];
}

const atOnce = 100;
const sockets: WebSocket[] = [];
let sample = '';
/** When each message of the present publication came. */
let receivedAtMs = new Float64Array(0);
let received = 0;
let arrived: (() => void) | null = null;
let latenciesMs: number[] = [];

function receive(data: RawData): void {
  if (!(data instanceof Buffer) || !data.includes(countedMark)) return;
  receivedAtMs[received] = sharedNowMs();
  received += 1;
  if (received === 1) sample = data.toString();
  if (received === sockets.length) arrived?.();
}

async function open({ url, tokens }: ConnectArgs, index: number): Promise<void> {
  const bare = tokens.length === 0;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, bare ? [] : 'graphql-transport-ws', {
    perMessageDeflate: false,
  });
  await once(socket, 'open');
  if (!bare) {
    const authorization = `Bearer ${tokens[index % tokens.length]}`;
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
    await once(socket, 'message');
    const payload = { query: changeDocument };
    socket.send(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload }));
  }
  socket.on('message', receive);
  socket.once('close', (code) => {
    throw new Error(`A subscriber was cut off with ${code}.`);
  });
  sockets.push(socket);
}

answerParent({
  async connect(args: ConnectArgs) {
    for (let next = sockets.length; next < args.count; next = sockets.length) {
      const batch = Math.min(atOnce, args.count - next);
      await Promise.all(Array.from({ length: batch }, (_, offset) => open(args, next + offset)));
    }
    receivedAtMs = new Float64Array(args.count);
  },
  /** Makes ready for a publication. */
  arm() {
    received = 0;
  },
  /** Waits until the publication reached everyone. False: not within `withinMs`. */
  arrival({ withinMs }: { withinMs: number }) {
    if (received >= sockets.length) return true;
    return new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => finish(false), withinMs);
      const finish = (all: boolean) => {
        clearTimeout(timer);
        arrived = null;
        resolve(all);
      };
      arrived = () => finish(true);
    });
  },
  /** Notes how long the publication took to reach each. */
  note({ askedAtMs }: { askedAtMs: number }) {
    for (let index = 0; index < received; index += 1) {
      latenciesMs.push((receivedAtMs[index] ?? 0) - askedAtMs);
    }
  },
  /** The 99th percentile of what was noted, in milliseconds; then forgets it. */
  p99() {
    const sorted = latenciesMs.sort((a, b) => a - b);
    latenciesMs = [];
    return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
  },
  /** The text of one message. */
  sample: () => sample,
});
