import { expect, it, vi } from 'vitest';
import { startOperator } from './operator.ts';

it('shows a refusing platform as an error that bills, keeps the others on air, and recovers by itself', async () => {
  await using operator = await startOperator();
  await operator.ready();
  await operator.emulator.platform('rtmp://refuses.example/', false);
  const live = await operator.follow();
  const fine = await operator.youtube('fine');
  const refused = await operator.custom('refused', 'rtmp://refuses.example/live');
  await operator.start(fine);
  await live.untilStatus(fine, 'RUNNING');
  await operator.start(refused);
  const red = await live.untilStatus(refused, 'ERROR');
  expect(red.destination).toMatchObject({
    billing: true,
    health: { delivery: 'FAILED' },
    reason: { code: 'DELIVERY_FAILED', suggestedAction: 'CHECK_STREAM_KEY' },
  });
  await operator.emulator.platform('rtmp://refuses.example/', true);
  await live.untilStatus(refused, 'RUNNING');
  const others = live.all().filter(({ recordId, destination }) => recordId === fine && destination);
  const sinceRunning = others.slice(others.findIndex(({ destination }) => destination?.status === 'RUNNING'));
  expect(new Set(sinceRunning.map(({ destination }) => destination?.status))).toEqual(new Set(['RUNNING']));
});

it('shows a lost source as such and recovers by itself', async () => {
  await using operator = await startOperator();
  await operator.ready();
  const live = await operator.follow();
  const id = await operator.youtube('A');
  await operator.start(id);
  await live.untilStatus(id, 'RUNNING');
  await operator.emulator.source(false);
  const lost = await live.until(id, ({ destination }) => destination?.health.source === 'FAILED');
  expect(lost.destination).toMatchObject({ status: 'RUNNING', reason: { code: 'WAITING_FOR_SOURCE' } });
  expect(lost.destination?.health.delivery).not.toBe('OK');
  await operator.emulator.source(true);
  await live.until(
    id,
    ({ destination }) => destination?.health.source === 'OK' && destination.reason === null,
  );
});

it('lets a start wait for its source, making nothing, and goes on by itself', async () => {
  await using operator = await startOperator();
  await operator.ready();
  await operator.emulator.source(false);
  const live = await operator.follow();
  const id = await operator.youtube('A');
  await live.until(id, ({ destination }) => destination?.health.source === 'FAILED');
  await operator.start(id);
  const held = await live.until(id, ({ destination }) => destination?.status === 'STARTING');
  expect(held.destination).toMatchObject({ billing: false, reason: { code: 'WAITING_FOR_SOURCE' } });
  expect(await operator.emulator.acts()).toEqual([]);
  await operator.emulator.source(true);
  await live.untilStatus(id, 'RUNNING');
});

it('says that AWS cannot be seen, does not fall over, and heals when it is back', async () => {
  await using operator = await startOperator();
  await operator.ready();
  const live = await operator.follow();
  const id = await operator.youtube('A');
  await operator.start(id);
  await live.untilStatus(id, 'RUNNING');

  const fault = await operator.emulator.fault({ kind: 'lostRequest' });
  const stale = await live.until(id, ({ destination }) => destination?.stale === true);
  expect(stale.destination).toMatchObject({ status: 'RUNNING', reason: { code: 'AWS_UNREACHABLE' } });
  expect(stale.destination?.health.delivery).toBe('UNKNOWN');
  await vi.waitFor(
    async () => {
      const answer = await operator.query('{ system { aws { reachable } } }');
      expect(answer).toEqual({ system: { aws: { reachable: false } } });
    },
    { timeout: 15_000, interval: 100 },
  );

  await operator.emulator.disarm(fault);
  const healed = await live.until(
    id,
    ({ destination }) => destination?.stale === false && !destination.reason,
  );
  expect(healed.destination?.status).toBe('RUNNING');
});

it('takes many on and off air at once and says of each how it went', async () => {
  await using operator = await startOperator();
  await operator.ready();
  const live = await operator.follow();
  const ids = [await operator.youtube('A'), await operator.srt('B')];
  const bulk = (field: string, input: object) =>
    operator.query<{ bulk: { results: { destinationId: string; userErrors: unknown[] }[] } }>(
      `mutation ($input: BulkInput!) { bulk: ${field}(input: $input) { results { destinationId userErrors { code } } userErrors { code } } }`,
      { input },
    );
  const gone = `${ids[0]?.slice(0, -6)}AAAAAA`;
  const started = await bulk('startDestinations', { ids: [...ids, gone] });
  expect(started.bulk.results.map(({ userErrors }) => userErrors)).toEqual([[], [], [{ code: 'NOT_FOUND' }]]);
  for (const id of ids) await live.untilStatus(id, 'RUNNING');
  const stopped = await bulk('stopDestinations', { all: true });
  expect(stopped.bulk.results.map(({ destinationId }) => destinationId).sort()).toEqual([...ids].sort());
  for (const id of ids) await live.untilStatus(id, 'IDLE');
});
