import { ListFlowsCommand, MediaConnectClient } from '@aws-sdk/client-mediaconnect';
import { ListChannelsCommand, MediaLiveClient } from '@aws-sdk/client-medialive';
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
}

/** What of the SDK's requests is needed to hand them over. */
interface SentRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  body?: string | Uint8Array;
}

interface Plugged {
  clients: AwsClients;
  /** Connects them; null: nobody uses them. */
  plug(line: Line | null): void;
}

/** What the SDK puts on a request that nobody here reads. */
const unread = [
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'recursionDetectionMiddleware',
  'loggerMiddleware',
];

/** For as many processes as run at once. */
const made: readonly Plugged[] = await Promise.all([
  createWarmClients(),
  createWarmClients(),
  createWarmClients(),
]);

/** Clients number `index` of this program, on this line: made once, then used by one process of one seed after the other. */
export function clientsOf(index: number, line: Line): AwsClients {
  const plugged = made[index];
  if (!plugged) throw new Error(`There are no clients number ${index}.`);
  plugged.plug(line);
  return plugged.clients;
}

/**
 * The SDK's own clients with the attempts that `src/aws/create-clients.ts` gives them. Two parts are ours: what sends,
 * and what rests between attempts, which the SDK would do by the wall's clock. Requests are not signed and name no
 * agent, since nobody here reads that.
 */
function createAwsClients(): Plugged {
  let plugged: Line | null = null;
  const line = () => {
    if (!plugged) throw new Error('Nobody uses these clients now.');
    return plugged;
  };
  const requestHandler = {
    async handle(request: SentRequest, options?: { abortSignal?: AbortSignal }) {
      const { status, headers, body } = await line().send(onTheWire(request), options?.abortSignal);
      return { response: { statusCode: status, headers: { ...headers }, body: Buffer.from(body) } };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
  const settings = (attempts: number) => ({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoint: 'http://aws.invalid',
    requestHandler,
    signer: { sign: async <Request>(request: Request) => request },
    retryStrategy: retrying(attempts, line),
  });
  const clients = {
    mediaLive: new MediaLiveClient(settings(3)),
    mediaConnect: new MediaConnectClient(settings(3)),
    mediaConnectOnce: new MediaConnectClient(settings(1)),
  };
  for (const client of Object.values(clients)) {
    for (const name of unread) client.middlewareStack.remove(name);
    quicken(client.config);
  }
  return {
    clients,
    plug(to) {
      plugged = to;
    },
  };
}

/**
 * Three times a call the SDK copies its settings, which have grown into what V8 is slow to copy. What others inherit
 * from and read through is made over to be quick.
 */
function quicken(settings: object): void {
  const heir: { region?: unknown } = Object.create(settings);
  for (let reads = 0; reads < 100; reads += 1) void heir.region;
}

/** With its first call a client loads parts of itself, by the wall's clock: before any seed, then. */
async function createWarmClients(): Promise<Plugged> {
  const plugged = createAwsClients();
  const { mediaLive, mediaConnect, mediaConnectOnce } = plugged.clients;
  plugged.plug({
    send: async () => ({ status: 200, headers: {}, body: '{}' }),
    pause: async () => {},
    random: () => 0,
  });
  await mediaLive.send(new ListChannelsCommand({}));
  for (const client of [mediaConnect, mediaConnectOnce]) await client.send(new ListFlowsCommand({}));
  plugged.plug(null);
  return plugged;
}

/** The SDK's standard retries: what is throttled, broken or unanswered is tried again, after 0 to 100 ms, then 200. */
function retrying(attempts: number, line: () => Line) {
  return {
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
