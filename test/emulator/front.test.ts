import { randomUUID } from 'node:crypto';
import {
  AddFlowOutputsCommand,
  CreateFlowCommand,
  DescribeFlowCommand,
  ListEntitlementsCommand,
  ListFlowsCommand,
} from '@aws-sdk/client-mediaconnect';
import { DescribeScheduleCommand, ListChannelsCommand } from '@aws-sdk/client-medialive';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { createEmulatorClients, type EmulatorClients } from '../_kit/emulator-clients.ts';
import { createManualClock, type ManualClock } from '../_kit/manual-clock.ts';

let time: ManualClock;
let emulator: Emulator;
let aws: EmulatorClients;
const logged: string[] = [];

beforeEach(async () => {
  time = createManualClock();
  logged.length = 0;
  emulator = await startEmulator({ clock: time, timeScale: 1, log: (line) => logged.push(line) });
  aws = createEmulatorClients(emulator);
});

afterEach(async () => {
  aws[Symbol.dispose]();
  await emulator.close();
});

const listChannels = () => aws.medialive.send(new ListChannelsCommand({}));
const listFlows = () => aws.mediaconnect.send(new ListFlowsCommand({}));
/** How many of `count` calls made at once were let through. */
async function letThrough(count: number): Promise<number> {
  const all = await Promise.allSettled(Array.from({ length: count }, listChannels));
  return all.filter(({ status }) => status === 'fulfilled').length;
}

describe('one port for both services', () => {
  it('answers MediaLive and MediaConnect by their own paths', async () => {
    expect((await listChannels()).Channels).toHaveLength(1);
    expect((await listFlows()).Flows).toHaveLength(1);
  });

  it('names an operation that is not emulated, with 501', async () => {
    const schedule = aws.medialive.send(new DescribeScheduleCommand({ ChannelId: '1' }));
    await expect(schedule).rejects.toMatchObject({
      name: 'NotEmulatedException',
      message: expect.stringContaining('DescribeSchedule'),
      $metadata: { httpStatusCode: 501 },
    });
    const entitlements = aws.mediaconnect.send(new ListEntitlementsCommand({}));
    await expect(entitlements).rejects.toMatchObject({
      name: 'NotEmulatedException',
      message: expect.stringContaining('ListEntitlements'),
      $metadata: { httpStatusCode: 501 },
    });
  });

  it('answers a path that no service has with 404', async () => {
    const answer = await fetch(`${emulator.url}/prod/nothing-like-it`);
    expect(answer.status).toBe(404);
  });
});

describe('malformed requests', () => {
  const post = (body: string) => fetch(`${emulator.url}/v1/flows`, { method: 'POST', body });

  it.each(['{"name":', '[]', '"flow"', 'null'])('refuses the body %s with 400', async (body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe('BadRequestException');
  });

  it('refuses a body over a megabyte with 413', async () => {
    expect((await post(JSON.stringify({ name: 'x'.repeat(1024 * 1024) }))).status).toBe(413);
  });

  it('leaves the account as it was', async () => {
    const before = JSON.stringify(emulator.world.account);
    await post('{');
    expect(JSON.stringify(emulator.world.account)).toBe(before);
  });
});

describe('the throttle', () => {
  it('lets a burst of 40 through and then 20 a second', async () => {
    expect(await letThrough(50)).toBe(40);
    time.advance(1_000);
    expect(await letThrough(50)).toBe(20);
    time.advance(60_000);
    expect(await letThrough(50)).toBe(40);
  });

  it('refuses as MediaLive does', async () => {
    await letThrough(40);
    await expect(listChannels()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    });
  });

  it('holds whatever the operation, also one that is not emulated', async () => {
    await letThrough(40);
    const schedule = aws.medialive.send(new DescribeScheduleCommand({ ChannelId: '1' }));
    await expect(schedule).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });

  it('leaves MediaConnect and the control surface alone', async () => {
    await letThrough(40);
    const calls = Array.from({ length: 30 }, async () => {
      expect((await listFlows()).Flows).toHaveLength(1);
      expect((await fetch(`${emulator.url}/_emulator`)).status).toBe(200);
    });
    await Promise.all(calls);
  });

  it('of MediaConnect lets 5 calls a second through after a burst, and 30 Describes, each from its own bucket', async () => {
    const { flowArn: FlowArn } = emulator.seeded;
    const describeFlow = () => aws.mediaconnect.send(new DescribeFlowCommand({ FlowArn }));
    const countOf = async (call: () => Promise<unknown>) => {
      const calls = await Promise.allSettled(Array.from({ length: 40 }, call));
      return calls.filter(({ status }) => status === 'fulfilled').length;
    };
    expect([await countOf(listFlows), await countOf(describeFlow)]).toEqual([30, 30]);
    await expect(describeFlow()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    time.advance(1_000);
    expect([await countOf(listFlows), await countOf(describeFlow)]).toEqual([5, 30]);
  });

  it('does nothing of what it refuses', async () => {
    await letThrough(40);
    const before = JSON.stringify(emulator.world.account);
    const { primaryChannelId } = emulator.seeded;
    const answer = await fetch(`${emulator.url}/prod/channels/${primaryChannelId}/stop`, { method: 'POST' });
    expect(answer.status).toBe(429);
    expect(JSON.stringify(emulator.world.account)).toBe(before);
  });
});

describe('an accident inside the emulator', () => {
  it('is a 500 whose cause is in the log and not in the answer', async () => {
    const flow = Object.values(emulator.world.account.flows)[0];
    if (!flow) throw new Error('No flow was seeded');
    flow.config = {};
    const adding = aws.mediaconnect.send(
      new AddFlowOutputsCommand({
        FlowArn: flow.arn,
        Outputs: [{ Name: 'x', Protocol: 'srt-caller', Destination: 'edge.example.net', Port: 7001 }],
      }),
    );
    await expect(adding).rejects.toMatchObject({
      name: 'InternalServerErrorException',
      $metadata: { httpStatusCode: 500 },
    });
    expect(logged.join()).toContain('AddFlowOutputs failed in the emulator');
  });
});

describe('calls without a socket', () => {
  it('are answered like those over HTTP', async () => {
    const name = `show-${randomUUID()}`;
    const made = await emulator.handle({
      method: 'POST',
      url: '/v1/flows',
      body: JSON.stringify({
        name,
        source: { name: 's', protocol: 'srt-listener', ingestPort: 5000, whitelistCidr: '10.0.0.0/8' },
      }),
    });
    expect(made).toMatchObject({ status: 201, headers: { 'content-type': 'application/json' } });
    expect((await listFlows()).Flows?.map((flow) => flow.Name)).toContain(name);
  });

  it('are refused like those over HTTP', async () => {
    const answer = await emulator.handle({ method: 'GET', url: '/prod/channels/1', body: '' });
    expect(answer).toMatchObject({ status: 404, headers: { 'x-amzn-errortype': 'NotFoundException' } });
  });
});

it('shows an answer as of the deed, though the state moves on at once', async () => {
  await emulator.close();
  emulator = await startEmulator({ timeScale: 0 });
  aws = createEmulatorClients(emulator);
  const { Flow } = await aws.mediaconnect.send(
    new CreateFlowCommand({
      Name: 'instant',
      Source: { Name: 's', Protocol: 'srt-listener', IngestPort: 5000, WhitelistCidr: '10.0.0.0/8' },
    }),
  );
  const start = await emulator.handle({
    method: 'POST',
    url: `/v1/flows/start/${encodeURIComponent(Flow?.FlowArn ?? '')}`,
    body: '',
  });
  expect(start).toMatchObject({ body: expect.stringContaining('"STARTING"') });
  const { Flows } = await listFlows();
  expect(Flows?.find(({ Name }) => Name === 'instant')?.Status).toBe('ACTIVE');
});

it('keeps idle connections of clients open, its own and those of the table, for longer than they pause', async () => {
  const local = await startEmulator({ table: true });
  try {
    for (const endpoint of [local.endpoints.medialive, local.endpoints.dynamodb]) {
      const answer = await fetch(endpoint);
      expect(answer.headers.get('keep-alive')).toBe('timeout=75');
    }
  } finally {
    await local.close();
  }
});
