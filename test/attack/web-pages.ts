import { askFrom } from '../_kit/ask-from.ts';
import { startTestApp, testTokens } from '../_kit/start-app.ts';
import type { Attack } from './attack.ts';

/** What a page of another site can make a browser send: its own name in Host (DNS rebinding), or its origin. */
const disguises = (n: number): Record<string, string>[] => [
  { host: `page-${n}.attacker.example` },
  { host: `127.0.0.1.nip-${n}.example` },
  { origin: `https://page-${n}.attacker.example` },
  { origin: 'null' },
  { host: 'attacker.example:4000', origin: 'http://attacker.example:4000' },
  { host: `%${n}` },
];

/** Pages of other sites try every local port: nothing they send is carried out, and nothing is told to them. */
export const attack: Attack = async ({ long }) => {
  await using app = await startTestApp({ emulator: { table: true } });
  const { url, endpoints } = app.emulator;
  const mutation =
    'mutation { createDestination(input: { name: "Stolen", platform: YOUTUBE, streamKey: "fake-key-0001" }) { destination { id } } }';
  const bearer = { authorization: `Bearer ${testTokens.admin}`, 'content-type': 'application/json' };
  const doors: [string, Record<string, string>, { method: string; body: string }][] = [
    [app.endpoint, bearer, { method: 'POST', body: JSON.stringify({ query: mutation }) }],
    [`${app.app.url}/metrics`, {}, { method: 'GET', body: '' }],
    [`${url}/prod/channels`, {}, { method: 'GET', body: '' }],
    [`${url}/_emulator/reset`, {}, { method: 'POST', body: '' }],
    [endpoints.dynamodb, { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, { method: 'POST', body: '{}' }],
    [endpoints.dynamodb, {}, { method: 'OPTIONS', body: '' }],
  ];
  let requests = 0;
  for (let round = 0; round < (long ? 100 : 3); round += 1) {
    for (const disguise of disguises(round)) {
      for (const [door, headers, options] of doors) {
        const answer = await askFrom(door, { ...headers, ...disguise }, options);
        requests += 1;
        const told = answer.headers['access-control-allow-origin'];
        if ((answer.status !== 403 && answer.status !== 400) || told !== undefined) {
          throw new Error(`${door} answered ${answer.status} to ${JSON.stringify(disguise)}, CORS ${told}`);
        }
      }
    }
  }
  const { destinations } = await app.query<{ destinations: { totalCount: number } }>(
    '{ destinations { totalCount } }',
  );
  if (destinations.totalCount !== 0) throw new Error('A page of another site created a destination.');
  return { name: 'web pages', figures: { requests, carriedOut: 0 } };
};
