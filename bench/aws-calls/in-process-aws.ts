import { MediaConnectClient } from '@aws-sdk/client-mediaconnect';
import { MediaLiveClient } from '@aws-sdk/client-medialive';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { createMediaConnect } from '../../src/aws/create-media-connect.ts';
import { createMediaLive } from '../../src/aws/create-media-live.ts';
import type { MediaConnect } from '../../src/aws/media-connect.ts';
import type { MediaLive } from '../../src/aws/media-live.ts';
import {
  createRateBudget,
  mediaConnectRates,
  mediaLiveRates,
  type RateBudget,
} from '../../src/aws/rate-budget.ts';
import type { Clock } from '../../src/clock.ts';

export interface InProcessAws {
  emulator: Emulator;
  mediaLive: MediaLive;
  mediaConnect: MediaConnect;
  /** The SDK's client, for what only a bench does. */
  client: MediaConnectClient;
  /** Requests sent so far. */
  calls(): number;
  close(): Promise<void>;
}

/** What of the SDK's requests is needed to hand them over. */
interface SentRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  body?: string | Uint8Array;
}

const hurried = { perSecond: 1_000_000, burst: 1_000_000, alertsPerSecond: 1_000_000 };

/**
 * The local AWS and our gateways to it, with the SDK's own clients, but no socket between: calls under way are known,
 * so that the clock can stand still for them. `inFlight` is told of each; `hurry` says whether budgets are waived.
 */
export async function startInProcessAws(
  clock: Clock,
  inFlight: (change: 1 | -1) => void,
  hurry: () => boolean,
): Promise<InProcessAws> {
  const emulator = await startEmulator({ timeScale: 0, clock });
  let calls = 0;

  const requestHandler = {
    async handle({ method, path, query = {}, body = '' }: SentRequest) {
      calls += 1;
      inFlight(1);
      try {
        const parameters = new URLSearchParams();
        for (const [name, value] of Object.entries(query)) {
          for (const each of [value ?? ''].flat()) parameters.append(name, each);
        }
        const answer = await emulator.handle({
          method,
          url: parameters.size > 0 ? `${path}?${parameters}` : path,
          body: typeof body === 'string' ? body : new TextDecoder().decode(body),
        });
        if (answer === 'cut') throw new Error('The connection was cut.');
        const { status, headers } = answer;
        return { response: { statusCode: status, headers, body: Buffer.from(answer.body) } };
      } finally {
        inFlight(-1);
      }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
  const settings = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoint: 'http://aws.invalid',
    requestHandler,
  };
  const client = new MediaConnectClient(settings);
  const budgetOf = (rates: typeof mediaLiveRates): RateBudget => {
    const kept = createRateBudget({ clock, ...rates });
    const waived = createRateBudget({ clock, ...hurried });
    return { take: (priority) => (hurry() ? waived : kept).take(priority), waiting: () => kept.waiting() };
  };
  const redact = (text: string) => text;

  return {
    emulator,
    client,
    mediaLive: createMediaLive({
      client: new MediaLiveClient(settings),
      budget: budgetOf(mediaLiveRates),
      redact,
      fingerprint: String,
    }),
    mediaConnect: createMediaConnect({
      client: new MediaConnectClient(settings),
      onceClient: new MediaConnectClient({ ...settings, maxAttempts: 1 }),
      budget: budgetOf(mediaConnectRates),
      redact,
    }),
    calls: () => calls,
    close: () => emulator.close(),
  };
}
