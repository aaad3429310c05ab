import { expect, it } from 'vitest';
import { startTestApp } from '../_kit/start-app.ts';

it('takes a destination on air and off again, seen in its change stream', async () => {
  await using app = await startTestApp();
  const changes = app.subscribe(
    'subscription { destinationChanged { kind recordId destination { status statusReason { code message } } } }',
  );
  const status = (wanted: string) =>
    changes.next(({ data }) => {
      const change = data?.['destinationChanged'] as { destination: { status: string } | null } | undefined;
      return change?.destination?.status === wanted;
    });
  await changes.next();
  const { createDestination } = await app.query<{
    createDestination: { destination: { id: string }; userErrors: object[] };
  }>(
    `mutation { createDestination(input: { name: "YouTube", platform: YOUTUBE, streamKey: "fake-fake-fake-0001" }) { destination { id } userErrors { code message } } }`,
  );
  expect(createDestination.userErrors).toEqual([]);
  await status('IDLE');
  expect(await app.emulator.acts()).toEqual([]);
  const { id } = createDestination.destination;
  await app.query('mutation ($id: ID!) { startDestination(input: { id: $id }) { userErrors { code } } }', {
    id,
  });
  await status('STARTING');
  await status('RUNNING');
  await app.query('mutation ($id: ID!) { stopDestination(input: { id: $id }) { userErrors { code } } }', {
    id,
  });
  await status('STOPPING');
  await status('IDLE');
});
