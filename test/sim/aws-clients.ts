import { ListFlowsCommand, MediaConnectClient } from '@aws-sdk/client-mediaconnect';
import { ListInputsCommand, MediaLiveClient } from '@aws-sdk/client-medialive';
import type { EmulatedRequest } from '../../emulator/handle-request.ts';

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
  line: Line | null;
}

/** What of the SDK's requests is needed to hand them over. */
interface SentRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  body?: string | Uint8Array;
}

const made: AwsClients[] = [];

/** Clients number `index` of this program: made once, then used by one process of one seed after the other. */
export function clientsOf(index: number): AwsClients {
  const clients = made[index];
  if (!clients) throw new Error('Make the clients first.');
  return clients;
}

/**
 * Makes so many clients and lets each make a call: on its first one a client reads files, which takes time that is not
 * the scheduler's.
 */
export async function makeClients(count: number): Promise<void> {
  while (made.length < count) {
    const clients = createAwsClients();
    clients.line = {
      send: async () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '{}' }),
      pause: async () => {},
      random: () => 0,
    };
    await clients.mediaLive.send(new ListInputsCommand({}));
    await clients.mediaConnect.send(new ListFlowsCommand({}));
    await clients.mediaConnectOnce.send(new ListFlowsCommand({}));
    made.push(clients);
  }
}

/**
 * The SDK's own clients with the attempts that `src/aws/create-clients.ts` gives them. Two parts are ours: what sends,
 * and what rests between attempts, which the SDK would do by the wall's clock. Requests are not signed, since nobody
 * here reads signatures.
 */
function createAwsClients(): AwsClients {
  const clients = { line: null } as Pick<AwsClients, 'line'>;
  const line = () => {
    if (!clients.line) throw new Error('Nobody uses these clients now.');
    return clients.line;
  };
  const requestHandler = {
    async handle({ method, path, query, body }: SentRequest, options?: { abortSignal?: AbortSignal }) {
      const {
        status,
        headers,
        body: text,
      } = await line().send(
        { method, url: query ? withQuery(path, query) : path, body: asText(body) },
        options?.abortSignal,
      );
      return { response: { statusCode: status, headers, body: Buffer.from(text) } };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
  const settings = (attempts: number) => ({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoint: 'http://aws.invalid',
    requestHandler,
    signer: { sign: async <R>(request: R) => request },
    retryStrategy: retrying(attempts, line),
  });
  return Object.assign(clients, {
    mediaLive: new MediaLiveClient(settings(3)),
    mediaConnect: new MediaConnectClient(settings(3)),
    mediaConnectOnce: new MediaConnectClient(settings(1)),
  });
}

/** The SDK's standard retries: what is throttled, broken or unanswered is tried again, after 0 to 100 ms, then 200. */
function retrying(attempts: number, line: () => Line) {
  return {
    mode: 'standard',
    async retry<Args extends object, Answer>(
      next: (args: Args) => Promise<Answer>,
      args: Args,
    ): Promise<Answer> {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await next(args);
        } catch (error) {
          if (attempt >= attempts || !isRetryable(error)) throw error;
          const baseMs = statusOf(error) === 429 ? 500 : 100;
          await line().pause(Math.floor(line().random() * Math.min(20_000, baseMs * 2 ** (attempt - 1))));
        }
      }
    },
  };
}

const statusOf = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? null;

function isRetryable(error: unknown): boolean {
  if ((error as Error).name === 'AbortError') return false;
  const status = statusOf(error);
  return status === null || status === 429 || status >= 500;
}

function withQuery(path: string, query: NonNullable<SentRequest['query']>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of [value ?? ''].flat()) parameters.append(name, each);
  }
  return parameters.size > 0 ? `${path}?${parameters}` : path;
}

const asText = (body: SentRequest['body']) =>
  body === undefined || typeof body === 'string' ? (body ?? '') : new TextDecoder().decode(body);
