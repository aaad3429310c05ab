import { expect, it } from 'vitest';
import { startTestApp } from '../_kit/start-app.ts';

const first = 'fake-planted-key-7777';
const second = 'fake-planted/key "quoted-too"';
const planted = /fake-planted|quoted-too/;

interface Change {
  destination: { statusReason: { code: string } | null } | null;
}

it('shows a stream key to nobody but AWS: not in logs, events, errors, answers, streams or the table', async () => {
  await using app = await startTestApp();
  const seen: unknown[] = [];
  const ask = async (query: string, variables: object = {}) => {
    const { body } = await app.request(query, variables);
    seen.push(body);
    return body.data as Record<string, { destination: { id: string } | null }>;
  };
  const everything = app.subscribe(
    `subscription { destinationChanged { kind destination {
      name url backupUrl status statusReason { code message } streamKey { fingerprint version } channel { alerts { message } }
    } } }`,
  );
  const events = app.subscribe('subscription { events { message changes { field from to } } }');
  const until = (reason: string) =>
    everything.next(({ data }) => {
      const change = data?.['destinationChanged'] as Change | undefined;
      return change?.destination?.statusReason?.code === reason;
    });
  await everything.next();

  const made = await ask(
    `mutation ($key: String!) { createDestination(input: {
      name: "YouTube", platform: CUSTOM, url: "rtmp://push.example.com/live", streamKey: $key
    }) { destination { id streamKey { fingerprint } } userErrors { message } } }`,
    { key: first },
  );
  const id = made['createDestination']?.destination?.id;

  // What MediaLive refuses, it quotes.
  await app.emulator.fault({ kind: 'error', operation: 'CreateChannel', status: 422, count: 1 });
  await app.emulator.platform('rtmp://push.example.com', false);
  const act = (field: string, rest = '') =>
    ask(
      `mutation ($id: ID!) { ${field}(input: { id: $id ${rest} }) { destination { id } userErrors { message } } }`,
      { id },
    );
  await act('startDestination');
  await until('DELIVERY_FAILED');
  const refused =
    'mutation ($id: ID!, $url: String!) { updateDestination(input: { id: $id, url: $url }) { userErrors { code message } } }';
  await ask(refused, { id, url: `rtmp://push.example.com/live/${first}` });
  await ask(refused, { id, url: `rtmp://user:${first}@push.example.com/live` });
  await ask(
    `mutation ($id: ID!) { rotateStreamKey(input: { id: $id, streamKey: ${JSON.stringify(second)} }) { userErrors { message } } }`,
    { id },
  );
  // What does not fit its type is not quoted back.
  const create =
    'mutation ($input: CreateDestinationInput!) { createDestination(input: $input) { destination { id } } }';
  const input = { name: 'B', platform: 'YOUTUBE', streamKey: second };
  for (const wrong of [
    { streamkey: second },
    { streamKey: [second] },
    { name: undefined },
    { platform: second },
  ]) {
    await ask(create, { input: { ...input, ...wrong } });
    expect(seen.at(-1)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  }
  app.app.log.error({ err: new Error(`pushed to rtmp://push.example.com/live/${first}`) }, `with ${first}`);
  expect(JSON.stringify(app.emulator.world.account)).toContain(first);

  await ask(`{ destinations { nodes { id name url streamKey { fingerprint setAt version } statusReason { message } channel { alerts { message } } } }
    events(first: 100) { nodes { message changes { from to } } } system { aws { lastError } } }`);
  await events.next();
  const entries = await app.app.store.entriesAfter(0, 10_000);
  expect(entries.length).toBeGreaterThan(5);
  expect(app.lines.join('')).toContain('[hidden]');

  for (const text of [...app.lines, ...[...seen, ...entries].map((said) => JSON.stringify(said))]) {
    expect(text).not.toMatch(planted);
  }
  expect(JSON.stringify([everything.all, events.all])).not.toMatch(planted);
});
