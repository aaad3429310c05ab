import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startTable } from '../../emulator/start-table.ts';
import { controlOf, type EmulatorControl, madeAtAws } from '../_kit/emulator-control.ts';
import { freeTcpPort } from '../_kit/free-port.ts';
import { startProcess } from '../_kit/start-process.ts';
import { expectWhole } from './expect-whole.ts';
import type { Change } from './operator.ts';
import { operateAt, placeOf, type RemoteOperator, told } from './remote-operator.ts';

// Whole processes start in every test, several in some.
vi.setConfig({ testTimeout: 90_000 });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const adminToken = 'fake-admin-token-0000';
const timeScale = '0.02';
/** Longer than a lease that nobody gave back. */
const takeoverMs = 20_000;
const poll = { timeout: takeoverMs, interval: 50 };

/** `npm run emulator` on a folder and ports it keeps, so that it can be killed and come again. */
async function startAws() {
  const folder = await mkdtemp(join(tmpdir(), 'lunora-outside-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const env = {
    LUNORA_EMULATOR_PORT: String(await freeTcpPort()),
    LUNORA_TABLE_PORT: String(await freeTcpPort()),
    LUNORA_TIME_SCALE: timeScale,
  };
  const start = () => {
    const started = startProcess('emulator', folder, env);
    cleanups.push(() => started.kill());
    return started;
  };
  let running = start();
  const control = controlOf(await running.serving);
  return {
    control,
    kill: () => running.kill(),
    async again() {
      running = start();
      await running.serving;
    },
  };
}

/** Lunora as it runs on AWS, with the SDK's own settings pointing elsewhere. */
async function serveBeside(control: EmulatorControl, tableUrl?: string, leading = true) {
  const { endpoints, seeded } = await control.about();
  const lunora = startProcess('lunora', '', {
    LUNORA_AWS: 'aws',
    LUNORA_FOUND: '1',
    LUNORA_ADMIN_TOKEN: adminToken,
    LUNORA_SECRET_KEY: 'fake secret key of more than 32 characters',
    LUNORA_MEDIALIVE_ROLE_ARN: seeded.mediaLiveRoleArn,
    LUNORA_TIME_SCALE: timeScale,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'fake',
    AWS_SECRET_ACCESS_KEY: 'fake',
    AWS_ENDPOINT_URL_MEDIALIVE: endpoints.medialive,
    AWS_ENDPOINT_URL_MEDIACONNECT: endpoints.mediaconnect,
    AWS_ENDPOINT_URL_SERVICE_QUOTAS: endpoints.servicequotas,
    AWS_ENDPOINT_URL_DYNAMODB: tableUrl ?? endpoints.dynamodb,
  });
  cleanups.push(() => lunora.kill());
  const graphql = await lunora.serving;
  const operator = operateAt(graphql, adminToken);
  cleanups.push(() => operator.dispose());
  if (leading) await expect.poll(() => leads(operator), poll).toBe(true);
  await expect.poll(() => seesFlow(operator), poll).toBe(true);
  return { lunora, graphql, operator };
}

const leads = async (operator: RemoteOperator) =>
  (await operator.query<{ system: { leader: boolean } }>('{ system { leader } }')).system.leader;

const seesAws = async (operator: RemoteOperator) => {
  const query = '{ system { aws { reachable lastError } } }';
  return (await operator.query<{ system: { aws: { reachable: boolean } } }>(query)).system.aws;
};

const seesFlow = async (operator: RemoteOperator) => {
  const query = '{ flow { source { connected } } }';
  const { flow } = await operator.query<{ flow: { source: { connected: boolean } } | null }>(query);
  return flow?.source.connected === true;
};

const outputsAllowed = async (operator: RemoteOperator) => {
  const query = '{ quotas { name limit } }';
  const { quotas } = await operator.query<{ quotas: { name: string; limit: number }[] }>(query);
  return quotas.find(({ name }) => name === 'outputsPerFlow')?.limit;
};

async function logPosition(graphql: string): Promise<number> {
  const metrics = await (await fetch(graphql.replace('/graphql', '/metrics'))).text();
  return Number(/^lunora_log_position (\d+)$/m.exec(metrics)?.[1]);
}

describe('Lunora with LUNORA_AWS=aws, beside an AWS in another process', () => {
  it('leads a destination through its life, and a killed one is succeeded by the next', async () => {
    const aws = await startAws();
    const first = await serveBeside(aws.control);
    expect(first.lunora.out()).not.toContain('token');
    const before = first.operator.follow();
    await before.until(({ kind }) => kind === 'BOOKMARK');
    const id = await first.operator.youtube('A');
    await first.operator.mutate('startDestination', { id });
    await before.until(({ destination }) => destination?.channel?.state === 'STARTING');
    await first.lunora.kill();

    const second = await serveBeside(aws.control);
    const after = second.operator.follow(told(before.all()).at(-1)?.cursor);
    await after.untilStatus('RUNNING');
    expect(await madeAtAws(aws.control)).toEqual({ channels: ['RUNNING'], inputs: ['ATTACHED'] });
    expect(await aws.control.count('CreateChannel')).toBe(1);
    await second.operator.mutate('stopDestination', { id });
    await after.untilStatus('IDLE');
    await second.operator.mutate('deleteDestination', { id });
    await after.until(({ kind }) => kind === 'DELETED');
    expect(await madeAtAws(aws.control)).toEqual({ channels: [], inputs: [] });
    await expectWhole(told(before.all()), after.all(), second.operator);

    second.lunora.signal('SIGTERM');
    expect(await second.lunora.ended).toEqual({ code: 0, said: '' });
  });

  it('is two processes that see the same, and when the leader is killed the other takes its place', async () => {
    const aws = await startAws();
    await aws.control.settings({ quotas: { outputsPerFlow: 20 } });
    const leader = await serveBeside(aws.control);
    const other = await serveBeside(aws.control, undefined, false);
    expect(await leads(other.operator)).toBe(false);
    // Only the leader asks for the quotas.
    for (const { operator } of [leader, other])
      await expect.poll(() => outputsAllowed(operator), poll).toBe(20);
    expect(await aws.control.count('ListServiceQuotas')).toBe(2);
    const atLeader = leader.operator.follow();
    const atOther = other.operator.follow();
    await atLeader.until(({ kind }) => kind === 'BOOKMARK');
    await atOther.until(({ kind }) => kind === 'BOOKMARK');

    const id = await other.operator.youtube('A');
    await other.operator.mutate('startDestination', { id });
    await atLeader.untilStatus('RUNNING');
    const { cursor } = await atOther.untilStatus('RUNNING');
    const upTo = (changes: Change[]) =>
      changes.slice(0, changes.findIndex((each) => each.cursor === cursor) + 1);
    expect(upTo(told(atLeader.all())).map(placeOf)).toEqual(upTo(told(atOther.all())).map(placeOf));

    await leader.lunora.kill();
    await other.operator.mutate('stopDestination', { id });
    await atOther.untilStatus('IDLE', takeoverMs);
    expect(await leads(other.operator)).toBe(true);
    expect(await aws.control.count('StopChannel')).toBe(1);
    expect(await aws.control.count('CreateChannel')).toBe(1);
  });

  it('goes stale while AWS is gone, and heals when it is back', async () => {
    const aws = await startAws();
    const table = await startTable({ host: '127.0.0.1', port: 0, path: null });
    cleanups.push(() => table.close());
    const { operator } = await serveBeside(aws.control, `http://127.0.0.1:${table.port}`);
    const following = operator.follow();
    const id = await operator.youtube('A');
    await operator.mutate('startDestination', { id });
    await following.untilStatus('RUNNING');

    await aws.kill();
    await following.until(({ destination }) => destination?.stale === true);
    await expect
      .poll(() => seesAws(operator), poll)
      .toEqual({ reachable: false, lastError: expect.any(String) });

    await aws.again();
    const healed = await following.until(({ destination }) => destination?.stale === false);
    await expect.poll(() => seesAws(operator), poll).toEqual({ reachable: true, lastError: null });
    expect(healed.destination).toMatchObject({ status: 'RUNNING', channel: { state: 'RUNNING' } });
    expect(await madeAtAws(aws.control)).toEqual({ channels: ['RUNNING'], inputs: ['ATTACHED'] });
  });

  it('keeps answering when its table is gone too, refuses what it cannot keep, and goes on when it is back', async () => {
    const aws = await startAws();
    const { operator } = await serveBeside(aws.control);
    const following = operator.follow();
    const id = await operator.youtube('A');
    await operator.mutate('startDestination', { id });
    await following.untilStatus('RUNNING');

    await aws.kill();
    const { errors } = await operator.request(
      'mutation ($id: ID!) { stopDestination(input: { id: $id }) { userErrors { code } } }',
      { id },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    const query = 'query ($id: ID!) { destination(id: $id) { status } }';
    expect(await operator.query(query, { id })).toEqual({ destination: { status: 'RUNNING' } });

    await aws.again();
    await expect.poll(() => leads(operator), poll).toBe(true);
    await operator.mutate('stopDestination', { id });
    await following.untilStatus('IDLE');
    expect(await madeAtAws(aws.control)).toMatchObject({ channels: ['IDLE'] });
  });

  it('writes next to nothing while all is settled, however often it looks', async () => {
    const aws = await startAws();
    const { operator, graphql } = await serveBeside(aws.control);
    const following = operator.follow();
    const id = await operator.youtube('A');
    await operator.mutate('startDestination', { id });
    await following.untilStatus('RUNNING');

    const position = await logPosition(graphql);
    const looks = await aws.control.count('ListChannels');
    await expect.poll(() => aws.control.count('ListChannels'), poll).toBeGreaterThan(looks + 15);
    // Two eyes say now and then that they still see; nothing else has anything to say.
    expect((await logPosition(graphql)) - position).toBeLessThanOrEqual(4);
  });
});
