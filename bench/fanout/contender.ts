import { sharedNowMs } from '../answer-parent.ts';
import { type Pinned, startPinned } from '../pinned.ts';

/** A server and its subscribers. */
export interface Contender {
  name: string;
  server: Pinned;
  /** Has as many subscribers as asked for, and each of them hears. */
  grow(count: number): Promise<void>;
  /** One publication that reaches everyone. */
  publish(): Promise<void>;
  /** The 99th percentile of the time a message took since this was last asked, in milliseconds. */
  p99(): Promise<number>;
  /** The text of one message. */
  sample(): Promise<string>;
  close(): Promise<void>;
}

interface ContenderOptions {
  name: string;
  /** The program of the server. */
  file: URL;
  /** What its `start` is told. */
  args: object;
  /** As `ConnectArgs.tokens` of the subscribers. */
  tokens: string[];
}

const patienceMs = 20_000;
const warmUpMs = 400;
/**
 * Publications to one subscriber before anything is measured. What is done once for each is compiled by then: its CPU falls
 * for some five thousand.
 */
const warmUps = 6_000;

export async function startContender({ name, file, args, tokens }: ContenderOptions): Promise<Contender> {
  const server = await startPinned(file, 'server');
  const subscribers = await startPinned(new URL('./subscribers.ts', import.meta.url), 'client');
  const url = await server.call<string>('start', args);

  async function publishWithin(withinMs: number): Promise<boolean> {
    await subscribers.call('arm');
    const askedAtMs = sharedNowMs();
    server.tell('publish');
    const all = await subscribers.call<boolean>('arrival', { withinMs });
    await subscribers.call('note', { askedAtMs });
    return all;
  }

  const contender: Contender = {
    name,
    server,
    async grow(count) {
      await subscribers.call('connect', { url, count, tokens });
      // A protocol without a word for "subscribed": heard by all is the proof.
      for (const startedAt = performance.now(); !(await publishWithin(warmUpMs)); ) {
        if (performance.now() - startedAt > patienceMs) throw new Error(`${name} does not reach everyone.`);
      }
      for (let index = 0; index < 3; index += 1) await contender.publish();
      await contender.p99();
    },
    async publish() {
      if (!(await publishWithin(patienceMs))) throw new Error(`${name} lost a message.`);
    },
    p99: () => subscribers.call('p99'),
    sample: () => subscribers.call('sample'),
    async close() {
      await subscribers.close();
      await server.close();
    },
  };
  await contender.grow(1);
  for (let index = 0; index < warmUps; index += 1) await contender.publish();
  return contender;
}
