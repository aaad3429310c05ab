import { startEmulator } from '../../emulator/start-emulator.ts';
import { createClients } from '../../src/aws/create-clients.ts';
import { createMediaConnect } from '../../src/aws/create-media-connect.ts';
import { createMediaLive } from '../../src/aws/create-media-live.ts';
import { createRateBudget, mediaConnectRates, mediaLiveRates } from '../../src/aws/rate-budget.ts';
import { systemClock } from '../../src/clock.ts';

/** The local AWS with our gateways in front of it. `hurried` gateways have no budget to keep to. */
export async function startLocalAws({
  hurried = false,
  ...options
}: NonNullable<Parameters<typeof startEmulator>[0]> & { hurried?: boolean } = {}) {
  const emulator = await startEmulator({ timeScale: 0, ...options });
  const clients = createClients({
    local: { mediaLive: emulator.endpoints.medialive, mediaConnect: emulator.endpoints.mediaconnect },
  });
  const budgetOf = (rates: typeof mediaLiveRates) =>
    createRateBudget({
      clock: systemClock,
      ...(hurried ? { perSecond: 1_000, burst: 1_000, alertsPerSecond: 1_000 } : rates),
    });
  const redact = (text: string) => text;
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${emulator.url}/_emulator${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}.`);
    return answer.status === 204 ? null : answer.json();
  };
  return {
    emulator,
    control,
    /** What the emulator was asked, by operation. */
    async calls(): Promise<{ at: string; operation: string; status: number }[]> {
      return (await control('GET', '/calls')) as { at: string; operation: string; status: number }[];
    },
    mediaLive: createMediaLive({
      client: clients.mediaLive,
      budget: budgetOf(mediaLiveRates),
      redact,
      fingerprint: (key) => `of ${key.length}`,
    }),
    mediaConnect: createMediaConnect({
      client: clients.mediaConnect,
      onceClient: clients.mediaConnectOnce,
      budget: budgetOf(mediaConnectRates),
      redact,
    }),
    async [Symbol.asyncDispose]() {
      clients.close();
      await emulator.close();
    },
  };
}
