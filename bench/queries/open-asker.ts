import { once } from 'node:events';
import { connect } from 'node:net';

/** One kept connection that carries one question at a time. */
export interface Asker {
  /** Resolves when the whole answer is there. @throws Error unless its status is 200. */
  ask(request: Buffer): Promise<void>;
  close(): void;
}

const endOfHead = '\r\n\r\n';
const endOfChunks = '0\r\n\r\n';

/** HTTP/1.1 by hand, as little of it as an answer's end needs. */
export async function openAsker(host: string, port: number): Promise<Asker> {
  const socket = connect(port, host);
  socket.setNoDelay(true);
  await once(socket, 'connect');
  let chunks: Buffer[] = [];
  let size = 0;
  /** The size of the whole answer once its head is known; Infinity when it comes in chunks. */
  let expected: number | null = null;
  let settle: { resolve(): void; reject(error: Error): void } | null = null;

  socket.on('data', (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    expected ??= expectedSize(Buffer.concat(chunks));
    const whole =
      expected === Number.POSITIVE_INFINITY
        ? Buffer.concat(chunks.slice(-2)).subarray(-endOfChunks.length).toString() === endOfChunks
        : expected !== null && size >= expected;
    if (!whole) return;
    const status = Number(chunks[0]?.subarray(9, 12).toString());
    chunks = [];
    size = 0;
    expected = null;
    const { resolve, reject } = settle ?? { resolve() {}, reject() {} };
    settle = null;
    if (status === 200) resolve();
    else reject(new Error(`The answer was ${status}.`));
  });
  socket.on('error', (error) => settle?.reject(error));
  socket.on('close', () => settle?.reject(new Error('The connection was closed.')));

  return {
    ask: (request) =>
      new Promise<void>((resolve, reject) => {
        settle = { resolve, reject };
        socket.write(request);
      }),
    close: () => void socket.destroy(),
  };
}

function expectedSize(start: Buffer): number | null {
  const end = start.indexOf(endOfHead);
  if (end < 0) return null;
  const length = /\r\ncontent-length: *(\d+)/i.exec(start.toString('latin1', 0, end))?.[1];
  return length === undefined ? Number.POSITIVE_INFINITY : end + endOfHead.length + Number(length);
}
