import { randomBytes } from 'node:crypto';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/start-emulator.ts';
import { type App, type AppOverrides, startApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Table } from '../../src/store/table.ts';
import { openEventStream } from './event-stream.ts';
import { type GraphqlSocket, openSocket } from './graphql-socket.ts';
import type { Message, Messages } from './messages.ts';

export const testTokens = {
  admin: 'fake-admin-token-0000',
  operator: 'fake-operator-token-0000',
  viewer: 'fake-viewer-token-0000',
};

export interface TestAppOptions {
  /** Factor on AWS's own pace and on the time between looks. Default 0: instant, looks every 50 ms. */
  timeScale?: number;
  /** Further settings, by their names in the environment. */
  settings?: Record<string, string>;
  emulator?: EmulatorOptions;
  /** Default: one in memory, which outlives `restart`. */
  table?: Table;
  overrides?: AppOverrides;
  /** Where the app finds AWS, when something stands between. */
  awsBehind?: (emulator: Emulator) => NonNullable<AppOverrides['localAws']>;
  /** Wait until AWS was first seen. Default true. */
  seen?: boolean;
}

export interface Call {
  at: string;
  service: string;
  operation: string;
  status: number;
}

/** The local AWS, and its control surface in words. */
export interface TestEmulator extends Emulator {
  /** Every call received, oldest first; of one operation when named. */
  calls(operation?: string): Promise<Call[]>;
  /** Calls that change something at AWS. */
  acts(): Promise<Call[]>;
  /** Arms a fault; returns its id. */
  fault(fault: Record<string, unknown>): Promise<string>;
  disarm(id?: string): Promise<void>;
  source(connected: boolean, flowArn?: string): Promise<void>;
  platform(urlPrefix: string, accepts: boolean): Promise<void>;
  channel(id: string, doing: 'fail' | 'recover' | 'outside', body?: object): Promise<void>;
  settings(patch: object): Promise<void>;
}

export interface TestApp extends AsyncDisposable {
  /** The running app; another one after `restart`. */
  readonly app: App;
  readonly endpoint: string;
  readonly emulator: TestEmulator;
  readonly table: Table;
  /** Every log line so far. */
  readonly lines: string[];
  /** One request over HTTP, by the admin's token unless another is given; null for none. */
  request(
    query: string,
    variables?: object,
    token?: string | null,
  ): Promise<{ status: number; body: Message }>;
  /** The data of a request. @throws Error when the answer has errors */
  query<T = Record<string, never>>(query: string, variables?: object, token?: string): Promise<T>;
  /** Subscribes over a socket that is shared by token and comes again by itself. */
  subscribe(query: string, variables?: Record<string, unknown>, token?: string): Messages & { stop(): void };
  /** A socket of its own. */
  socket(token?: string | null, retryAttempts?: number): GraphqlSocket;
  /** Subscribes over server-sent events. */
  stream: (
    query: string,
    variables?: Record<string, unknown>,
    token?: string,
  ) => ReturnType<typeof openEventStream>;
  /** Stops the app and starts it again over the same table and AWS, at the same port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A whole app over real HTTP and sockets, with a local AWS of its own in this process: free ports, nothing on disk.
 * `await using app = await startTestApp()`, or close it.
 */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const timeScale = options.timeScale ?? 0;
  const table = options.table ?? createMemoryTable();
  const emulator = await startEmulator({ timeScale, table: false, ...options.emulator });
  const lines: string[] = [];
  const secretKey = randomBytes(32).toString('base64');
  const sockets = new Map<string, GraphqlSocket>();
  const own: { dispose(): Promise<void> }[] = [];

  const start = (port: number) =>
    startApp(
      {
        ...readConfig({
          LUNORA_TIME_SCALE: String(timeScale),
          LUNORA_ADMIN_TOKEN: testTokens.admin,
          LUNORA_OPERATOR_TOKEN: testTokens.operator,
          LUNORA_VIEWER_TOKEN: testTokens.viewer,
          LUNORA_SECRET_KEY: secretKey,
          LUNORA_LOG_LEVEL: 'debug',
          ...options.settings,
        }),
        port,
      },
      {
        localAws: options.awsBehind?.(emulator) ?? emulator,
        table,
        logDestination: { write: (line) => void lines.push(line) },
        ...options.overrides,
      },
    );

  let app: App;
  try {
    app = await start(0);
  } catch (error) {
    await emulator.close();
    throw error;
  }
  if (options.seen !== false) await untilSeen(app, emulator);
  const { port } = app;
  const endpoint = `${app.url}/graphql`;

  async function request(query: string, variables: object = {}, token: string | null = testTokens.admin) {
    const response = await fetch(endpoint, {
      method: 'POST',
      body: JSON.stringify({ query, variables }),
      headers: {
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
    });
    return { status: response.status, body: (await response.json()) as Message };
  }

  function socket(token: string | null = testTokens.admin, retryAttempts = 0): GraphqlSocket {
    const opened = openSocket(endpoint, token, retryAttempts);
    own.push(opened);
    return opened;
  }

  async function close(): Promise<void> {
    await Promise.all([...sockets.values(), ...own].map((open) => open.dispose()));
    await app.close();
    await emulator.close();
  }

  return {
    get app() {
      return app;
    },
    endpoint,
    emulator: controlled(emulator),
    table,
    lines,
    request,
    async query<T>(query: string, variables?: object, token?: string) {
      const { body } = await request(query, variables, token);
      if (body.errors) throw new Error(JSON.stringify(body.errors));
      return body.data as T;
    },
    subscribe(query, variables = {}, token = testTokens.admin) {
      const shared = sockets.get(token) ?? openSocket(endpoint, token, Number.POSITIVE_INFINITY);
      sockets.set(token, shared);
      return shared.subscribe(query, variables);
    },
    socket,
    stream: (query, variables, token = testTokens.admin) =>
      openEventStream(endpoint, token, query, variables),
    async restart() {
      await app.close();
      app = await start(port);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Until the flow and the primary channel of the local AWS are known. */
function untilSeen({ store }: App, { seeded }: Emulator): Promise<void> {
  const seen = () =>
    store.state.get('flow', seeded.flowArn) && store.state.get('channel', seeded.primaryChannelId);
  return new Promise((resolve) => {
    const stop = store.onEntry(() => check());
    const check = () => {
      if (!seen()) return;
      stop();
      resolve();
    };
    check();
  });
}

function controlled(emulator: Emulator): TestEmulator {
  async function control<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${emulator.url}/_emulator${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }
  const calls = async (operation?: string) =>
    (await control<Call[]>('GET', '/calls')).filter((call) => !operation || call.operation === operation);

  return Object.assign(emulator, {
    calls,
    acts: async () => (await calls()).filter(({ operation }) => !/^(List|Describe)/.test(operation)),
    fault: async (fault: object) => (await control<{ id: string }>('POST', '/faults', fault)).id,
    disarm: async (id?: string) => void (await control('DELETE', id ? `/faults/${id}` : '/faults')),
    source: async (connected: boolean, flowArn = emulator.seeded.flowArn) =>
      void (await control('POST', '/sources', { flowArn, connected })),
    platform: async (urlPrefix: string, accepts: boolean) =>
      void (await control('POST', '/platforms', { urlPrefix, accepts })),
    channel: async (id: string, doing: string, body?: object) =>
      void (await control('POST', `/channels/${id}/${doing}`, body)),
    settings: async (patch: object) => void (await control('PATCH', '/settings', patch)),
  });
}
