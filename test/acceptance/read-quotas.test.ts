import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../emulator/start-emulator.ts';
import { startAwsProxy } from '../_kit/aws-proxy.ts';
import { type Operator, startOperator } from './operator.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface System {
  aws: {
    reachable: boolean;
    lastError: string | null;
    quotasReadAt: string | null;
    quotasError: string | null;
  };
}
interface Bulk {
  startDestinations: { results: { userErrors: { code: string; message: string }[] }[] };
}

/** An operator at an app that knows the account's quotas by asking AWS alone, as beside a real one. */
async function startAsker(
  outputsPerFlow: number,
  { settings = {}, denied = false }: { settings?: Record<string, string>; denied?: boolean } = {},
) {
  const door = { denied };
  const proxy = await startAwsProxy(() =>
    door.denied
      ? { status: 400, errorType: 'AccessDeniedException', body: { message: 'is not authorized' } }
      : null,
  );
  cleanups.push(() => proxy.close());
  const operator = await startOperator({
    settings,
    awsBehind({ endpoints, seeded, url, world }: Emulator) {
      world.account.settings.quotas.outputsPerFlow = outputsPerFlow;
      proxy.standBefore(url);
      return { endpoints: { ...endpoints, servicequotas: proxy.url }, seeded };
    },
  });
  cleanups.push(() => operator.close());
  const aws = async () =>
    (
      await operator.query<{ system: System }>(
        '{ system { aws { reachable lastError quotasReadAt quotasError } } }',
      )
    ).system.aws;
  return {
    operator,
    door,
    aws,
    limit: async () => {
      const { quotas } = await operator.query<{ quotas: { name: string; limit: number }[] }>(
        '{ quotas { name limit } }',
      );
      return quotas.find(({ name }) => name === 'outputsPerFlow')?.limit;
    },
    untilRead: () => expect.poll(async () => (await aws()).quotasReadAt).not.toBeNull(),
    sync: () => operator.query('mutation { sync { userErrors { code } } }'),
    async startAll(ids: string[]) {
      const { startDestinations } = await operator.query<Bulk>(
        'mutation ($ids: [ID!]) { startDestinations(input: { ids: $ids }) { results { userErrors { code message } } } }',
        { ids },
      );
      return startDestinations.results.map(({ userErrors }) => userErrors[0] ?? null);
    },
  };
}

const srt = (operator: Operator, port: number) =>
  operator.create({
    name: `SRT ${port}`,
    platform: 'CUSTOM',
    deliveryMode: 'FLOW_OUTPUT',
    url: `srt://receiver.example:${port}`,
  });

describe('quotas read from AWS', () => {
  it('of 20 outputs to a flow let 19 destinations beside the primary channel start, and the next once AWS allows 21', async () => {
    const { operator, limit, untilRead, startAll, sync, aws } = await startAsker(20);
    await operator.ready();
    await untilRead();
    expect(await limit()).toBe(20);
    expect(await aws()).toMatchObject({ reachable: true, lastError: null, quotasError: null });

    const ids: string[] = [];
    for (let n = 0; n < 20; n += 1) ids.push(await srt(operator, 7001 + n));
    const answers = await startAll(ids);
    expect(answers.slice(0, 19)).toEqual(Array.from({ length: 19 }, () => null));
    expect(answers[19]).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: expect.stringContaining('outputsPerFlow: all 20 outputs of the flow'),
    });

    await operator.emulator.settings({ quotas: { outputsPerFlow: 21 } });
    await sync();
    await expect.poll(limit).toBe(21);
    const last = ids[19] as string;
    const live = await operator.follow();
    await operator.start(last);
    await live.untilStatus(last, 'RUNNING');
  });

  it('stay in force after a restart at which the read is refused, which is said in the log and in system', async () => {
    const { operator, door, limit, untilRead, aws, sync } = await startAsker(20);
    await untilRead();
    door.denied = true;
    await operator.restart();
    await expect.poll(async () => (await aws()).quotasError).toContain('AccessDeniedException');
    expect(await aws()).toMatchObject({ reachable: true, lastError: null });
    expect(await limit()).toBe(20);
    await sync();
    await sync();
    const said = operator.lines.filter((line) => line.includes('quota read failed'));
    expect(said.filter((line) => JSON.parse(line).level === 'warn')).toHaveLength(1);
  });

  it('count after a setting', async () => {
    const { limit, untilRead } = await startAsker(20, { settings: { LUNORA_QUOTA_OUTPUTS_PER_FLOW: '33' } });
    await untilRead();
    expect(await limit()).toBe(33);
  });

  it('are the defaults where AWS has refused the read from the first', async () => {
    const { aws, limit } = await startAsker(20, { denied: true });
    await expect.poll(async () => (await aws()).quotasError).toContain('AccessDeniedException');
    expect(await aws()).toMatchObject({ reachable: true, lastError: null, quotasReadAt: null });
    expect(await limit()).toBe(50);
  });
});
