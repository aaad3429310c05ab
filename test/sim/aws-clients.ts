import { MediaConnectClient } from '@aws-sdk/client-mediaconnect';
import { MediaLiveClient } from '@aws-sdk/client-medialive';
import type { EmulatedRequest } from '../../emulator/handle-request.ts';
import { codecOf, type SdkCommand, type SentRequest } from './sdk-codec.ts';

/** How the clients of one process get through; set for each seed anew, because clients are dear to make. */
export interface Line {
  /** Answers as AWS would. Rejects where no answer comes. */
  send(request: EmulatedRequest, signal: AbortSignal | undefined): Promise<WireAnswer>;
  /** Rests before another attempt. */
  pause(ms: number): Promise<void>;
  /** In [0, 1): jitter. */
  random(): number;
}

export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface AwsClients {
  mediaLive: MediaLiveClient;
  mediaConnect: MediaConnectClient;
  mediaConnectOnce: MediaConnectClient;
}

interface Plugged {
  clients: AwsClients;
  /** Connects them, as new. */
  plug(line: Line): void;
}

const made: Plugged[] = [];

/** Clients number `index` of this program, on this line: made once, then used by one process of one seed after the other. */
export function clientsOf(index: number, line: Line): AwsClients {
  made[index] ??= createAwsClients();
  made[index].plug(line);
  return made[index].clients;
}

type Send = (args: object) => Promise<object>;
/** What `src/aws` puts around each attempt, such as the rate budget. */
type Middleware = (next: Send, context: { commandName: string }) => Send;

/**
 * The SDK's own clients with the attempts that `src/aws/create-clients.ts` gives them, as far as words are concerned:
 * what they put on the wire and what they make of an answer is theirs. What lies between is ours, and does no more than
 * is needed, since half of a run was spent there: nobody here reads signatures, host names or user agents, and the rests
 * between attempts are the scheduler's.
 */
function createAwsClients(): Plugged {
  const settings = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoint: 'http://aws.invalid',
  };
  let line: Line | null = null;
  /** What the SDK made of an answer, by operation and text: most looks show what the last one did. */
  const read = new Map<string, object>();

  function leanClient<Client extends MediaLiveClient | MediaConnectClient>(sdk: Client, attempts: number) {
    const { encode, decode } = codecOf(sdk);
    /** By name, the outermost first. */
    const middlewares = new Map<string, Middleware>();

    async function attempt(command: SdkCommand, request: EmulatedRequest, signal: AbortSignal | undefined) {
      if (!line) throw new Error('Nobody uses these clients now.');
      const { status, headers, body } = await line.send(request, signal);
      const text = `${status} ${command.constructor.name} ${body}`;
      const known = read.get(text);
      if (known) return known;
      const answer = await decode(command, {
        statusCode: status,
        headers: { ...headers },
        body: Buffer.from(body),
      });
      read.set(text, deepFreeze(answer));
      return answer;
    }

    return {
      middlewareStack: {
        add(middleware: Middleware, { name }: { name: string }) {
          middlewares.delete(name);
          middlewares.set(name, middleware);
        },
      },
      async send(command: SdkCommand, options?: { abortSignal?: AbortSignal }): Promise<object> {
        const request = onTheWire(await encode(command));
        const context = { commandName: command.constructor.name };
        const innermost: Send = () => attempt(command, request, options?.abortSignal);
        const tried = [...middlewares.values()].reduceRight((next, each) => each(next, context), innermost);
        return retrying(attempts, line, () => tried({}));
      },
    } as unknown as Client;
  }

  return {
    clients: {
      mediaLive: leanClient(new MediaLiveClient(settings), 3),
      mediaConnect: leanClient(new MediaConnectClient(settings), 3),
      mediaConnectOnce: leanClient(new MediaConnectClient(settings), 1),
    },
    plug(to) {
      line = to;
      read.clear();
    },
  };
}

/** Several readers share it. */
function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null && !ArrayBuffer.isView(member)) deepFreeze(member);
  }
  return Object.freeze(value);
}

/** The SDK's standard retries: what is throttled, broken or unanswered is tried again, after 0 to 100 ms, then 200. */
async function retrying(attempts: number, line: Line | null, run: () => Promise<object>): Promise<object> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (!line || attempt >= attempts || !isRetryable(error)) throw error;
      const baseMs = statusOf(error) === 429 ? 500 : 100;
      await line.pause(Math.floor(line.random() * Math.min(20_000, baseMs * 2 ** (attempt - 1))));
    }
  }
}

const statusOf = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? null;

function isRetryable(error: unknown): boolean {
  if ((error as Error).name === 'AbortError') return false;
  const status = statusOf(error);
  return status === null || status === 429 || status >= 500;
}

function onTheWire({ method, path, query, body }: SentRequest): EmulatedRequest {
  const text = body === undefined || typeof body === 'string' ? (body ?? '') : new TextDecoder().decode(body);
  return { method, url: query ? withQuery(path, query) : path, body: text };
}

function withQuery(path: string, query: NonNullable<SentRequest['query']>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of [value ?? ''].flat()) parameters.append(name, each);
  }
  return parameters.size > 0 ? `${path}?${parameters}` : path;
}
