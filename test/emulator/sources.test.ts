import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { askFrom } from '../_kit/ask-from.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({
    table: true,
    timeScale: 0,
    sources: { allowedHosts: ['aws.test'], allowedOrigins: ['https://board.example'] },
  });
});
afterAll(() => emulator.close());

const target = {
  'x-amz-target': 'DynamoDB_20120810.ListTables',
  'content-type': 'application/x-amz-json-1.0',
};
const port = (url: string) => new URL(url).port;
const doors = {
  MediaLive: (headers: object) => askFrom(`${emulator.url}/prod/channels`, { ...headers }),
  MediaConnect: (headers: object) => askFrom(`${emulator.url}/v1/flows`, { ...headers }),
  'the control surface': (headers: object) => askFrom(`${emulator.url}/_emulator/calls`, { ...headers }),
  'the table': (headers: object) =>
    askFrom(emulator.endpoints.dynamodb, { ...target, ...headers }, { method: 'POST', body: '{}' }),
};

it.each(Object.entries(doors))(
  'refuses pages of another site %s, by their name or by this one',
  async (_name, ask) => {
    expect(await ask({ origin: 'https://attacker.example' })).toMatchObject({
      status: 403,
      body: expect.stringContaining('LUNORA_ALLOWED_ORIGINS'),
    });
    expect(await ask({ origin: 'null' })).toMatchObject({ status: 403 });
    for (const host of ['attacker.example', '192.0.2.7', '127.0.0.1.attacker.example', '%']) {
      expect(await ask({ host })).toMatchObject({
        status: 403,
        body: expect.stringContaining('LUNORA_ALLOWED_HOSTS'),
      });
    }
  },
);

it.each(Object.entries(doors))(
  'answers programs, named hosts and pages that may use %s',
  async (name, ask) => {
    const allowed = [
      {},
      { host: `localhost:${port(emulator.url)}` },
      { host: 'aws.test:4010' },
      { origin: 'http://localhost:5173' },
      { origin: 'https://board.example' },
    ];
    for (const headers of allowed) {
      const answer = await ask(headers);
      // Dynalite wants a signature; it is past the door then.
      expect(answer.status).toBe(name === 'the table' ? 400 : 200);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  },
);

it('lets no page of another site ask in advance what the table allows', async () => {
  const preflight = { origin: 'https://attacker.example', 'access-control-request-method': 'POST' };
  const answer = await askFrom(emulator.endpoints.dynamodb, preflight, { method: 'OPTIONS' });
  expect(answer.status).toBe(403);
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
});
