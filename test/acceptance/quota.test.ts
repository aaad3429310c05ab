import { expect, it } from 'vitest';
import { startOperator } from './operator.ts';

interface Quota {
  name: string;
  used: number;
  limit: number;
  remaining: number;
}
interface Bulk {
  startDestinations: { results: { userErrors: { code: string; message: string }[] }[] };
}

it('knows the quotas before they are hit, starts what fits, and lets another one in for one that stops', async () => {
  await using operator = await startOperator();
  await operator.emulator.settings({ quotas: { channels: 3 } });
  await operator.ready();
  const live = await operator.follow();
  const quotas = async () =>
    (await operator.query<{ quotas: Quota[] }>('{ quotas { name used limit remaining } }')).quotas;
  // The primary channel and its input are there already.
  expect(await quotas()).toMatchObject([
    { name: 'channels', used: 1, limit: 3, remaining: 2 },
    { name: 'pushInputs', limit: 10 },
    { name: 'outputsPerFlow', limit: 50 },
  ]);

  const ids: string[] = [];
  for (const name of ['A', 'B', 'C']) ids.push(await operator.youtube(name));
  const [a, b, c] = ids as [string, string, string];
  const { startDestinations } = await operator.query<Bulk>(
    'mutation ($ids: [ID!]) { startDestinations(input: { ids: $ids }) { results { userErrors { code message } } } }',
    { ids },
  );
  expect(startDestinations.results).toMatchObject([
    { userErrors: [] },
    { userErrors: [] },
    { userErrors: [{ code: 'QUOTA_EXCEEDED', message: expect.stringContaining('channels') }] },
  ]);
  await live.untilStatus(a, 'RUNNING');
  await live.untilStatus(b, 'RUNNING');
  expect((await quotas())[0]).toEqual({ name: 'channels', used: 3, limit: 3, remaining: 0 });
  await expect(operator.start(c)).rejects.toThrowError('QUOTA_EXCEEDED');

  // A's place is C's from the moment A is to stop, though its channel stands there still.
  await operator.stop(a);
  await operator.start(c);
  await live.untilStatus(c, 'RUNNING');
  const creates = await operator.emulator.calls('CreateChannel');
  expect(creates.map(({ status }) => status)).toEqual([201, 201, 201]);
  await expect(operator.start(a)).rejects.toThrowError('QUOTA_EXCEEDED');
  await operator.emulator.settings({ quotas: { channels: 4 } });
  await operator.start(a);
  await live.untilStatus(a, 'RUNNING');
  expect(
    live.all().filter(({ recordId, destination }) => recordId === b && destination?.status === 'STOPPING'),
  ).toEqual([]);
});
