import {
  AddFlowOutputsCommand,
  AddFlowSourcesCommand,
  CreateFlowCommand,
  DeleteFlowCommand,
  DescribeFlowCommand,
  DescribeFlowSourceMetadataCommand,
  ListFlowsCommand,
  ListTagsForResourceCommand,
  type MediaConnectClient,
  paginateListFlows,
  RemoveFlowOutputCommand,
  RemoveFlowSourceCommand,
  StartFlowCommand,
  StopFlowCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFlowCommand,
  UpdateFlowOutputCommand,
  UpdateFlowSourceCommand,
} from '@aws-sdk/client-mediaconnect';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMediaConnect } from '../../emulator/mediaconnect/create-mediaconnect.ts';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import type { StoredFlow } from '../../emulator/world.ts';
import { createEmulatorClients, type EmulatorClients } from '../_kit/emulator-clients.ts';
import { createManualClock, type ManualClock } from '../_kit/manual-clock.ts';

let time: ManualClock;
let emulator: Emulator;
let clients: EmulatorClients;
let client: MediaConnectClient;
let flow: StoredFlow;

beforeEach(async () => {
  time = createManualClock();
  emulator = await startEmulator({ clock: time, timeScale: 1 });
  const { account } = emulator.world;
  Object.assign(account.settings.quotas, { flows: 3, outputsPerFlow: 4 });
  const seeded = Object.values(account.flows).find(({ arn }) => arn === emulator.seeded.flowArn);
  if (!seeded) throw new Error('No flow was seeded');
  flow = seeded;
  // The seeded channel's output is MediaLive's own affair.
  flow.outputs = [];
  clients = createEmulatorClients(emulator);
  client = clients.mediaconnect;
});

afterEach(async () => {
  clients[Symbol.dispose]();
  await emulator.close();
});

const standbyFlow = {
  Name: 'rehearsal',
  Source: {
    Name: 'camera',
    Protocol: 'srt-listener' as const,
    IngestPort: 5000,
    WhitelistCidr: '10.0.0.0/8',
    MinLatency: 120,
  },
};
const caller = (name: string, port = 7001) => ({
  Name: name,
  Protocol: 'srt-caller' as const,
  Destination: 'edge.example.net',
  Port: port,
});
const refusal = (name: string, status: number) => ({
  name,
  $metadata: expect.objectContaining({ httpStatusCode: status }),
});

async function describeFlow(arn = flow.arn) {
  const { Flow } = await client.send(new DescribeFlowCommand({ FlowArn: arn }));
  if (!Flow) throw new Error('DescribeFlow answered no flow');
  return Flow;
}

async function addOutput(output: ReturnType<typeof caller> & Record<string, unknown>) {
  const { Outputs } = await client.send(new AddFlowOutputsCommand({ FlowArn: flow.arn, Outputs: [output] }));
  const added = Outputs?.[0];
  if (!added?.OutputArn) throw new Error('AddFlowOutputs answered no output');
  return { ...added, OutputArn: added.OutputArn };
}

describe('the seeded flow', () => {
  it('is active with an SRT listener on port 9998', async () => {
    expect(await describeFlow()).toMatchObject({
      Name: 'lunora-player-prod-srt-router',
      Status: 'ACTIVE',
      Source: {
        IngestIp: '127.0.0.1',
        IngestPort: 9998,
        Transport: {
          Protocol: 'srt-listener',
          MinLatency: 200,
          MaxBitrate: 50_000_000,
          StreamId: 'lunora-primary-feed',
        },
      },
      Outputs: [],
      Entitlements: [],
    });
    expect(flow.arn).toMatch(
      /^arn:aws:mediaconnect:us-east-1:111122223333:flow:1-[0-9a-zA-Z]{16}-[0-9a-zA-Z]{12}:lunora-player-prod-srt-router$/,
    );
  });
});

describe('a flow', () => {
  it('goes from standby through starting to active and back, in its time', async () => {
    const { Flow } = await client.send(new CreateFlowCommand(standbyFlow));
    const arn = Flow?.FlowArn ?? '';
    expect(Flow).toMatchObject({
      Status: 'STANDBY',
      Source: { Name: 'camera' },
      AvailabilityZone: 'us-east-1a',
    });

    expect(await client.send(new StartFlowCommand({ FlowArn: arn }))).toMatchObject({ Status: 'STARTING' });
    expect((await describeFlow(arn)).Status).toBe('STARTING');
    time.advance(60_000);
    expect((await describeFlow(arn)).Status).toBe('ACTIVE');

    expect(await client.send(new StopFlowCommand({ FlowArn: arn }))).toMatchObject({ Status: 'STOPPING' });
    time.advance(60_000);
    expect((await describeFlow(arn)).Status).toBe('STANDBY');
  });

  it('refuses to start twice, to stop while starting, and to change while starting', async () => {
    const { Flow } = await client.send(new CreateFlowCommand(standbyFlow));
    const FlowArn = Flow?.FlowArn;
    await expect(client.send(new StopFlowCommand({ FlowArn }))).rejects.toMatchObject(
      refusal('BadRequestException', 400),
    );
    await client.send(new StartFlowCommand({ FlowArn }));
    for (const command of [
      new StartFlowCommand({ FlowArn }),
      new StopFlowCommand({ FlowArn }),
      new DeleteFlowCommand({ FlowArn }),
      new AddFlowOutputsCommand({ FlowArn, Outputs: [caller('early')] }),
      new UpdateFlowCommand({ FlowArn, SourceMonitoringConfig: { ThumbnailState: 'ENABLED' } }),
    ]) {
      await expect(client.send(command as StartFlowCommand)).rejects.toMatchObject(
        refusal('BadRequestException', 400),
      );
    }
  });

  it('is deleted from standby only, and is unknown afterwards', async () => {
    await expect(client.send(new DeleteFlowCommand({ FlowArn: flow.arn }))).rejects.toMatchObject(
      refusal('BadRequestException', 400),
    );
    const { Flow } = await client.send(new CreateFlowCommand(standbyFlow));
    const FlowArn = Flow?.FlowArn;
    expect(await client.send(new DeleteFlowCommand({ FlowArn }))).toMatchObject({ Status: 'DELETING' });
    expect((await describeFlow(FlowArn)).Status).toBe('DELETING');
    time.advance(60_000);
    await expect(client.send(new DescribeFlowCommand({ FlowArn }))).rejects.toMatchObject(
      refusal('NotFoundException', 404),
    );
    const { Flows } = await client.send(new ListFlowsCommand({}));
    expect(Flows?.map((listed) => listed.FlowArn)).toEqual([flow.arn]);
  });

  it('needs a source, with what its protocol needs', async () => {
    for (const Source of [
      { Name: 'no protocol', IngestPort: 5000, WhitelistCidr: '10.0.0.0/8' },
      { Protocol: 'srt-listener' as const, WhitelistCidr: '10.0.0.0/8' },
      { Protocol: 'srt-listener' as const, IngestPort: 5000 },
      { Protocol: 'srt-listener' as const, IngestPort: 5000, WhitelistCidr: 'anywhere' },
      { Protocol: 'srt-caller' as const },
    ]) {
      await expect(client.send(new CreateFlowCommand({ Name: 'broken', Source }))).rejects.toMatchObject(
        refusal('BadRequestException', 400),
      );
    }
    await expect(client.send(new CreateFlowCommand({ Name: 'sourceless' }))).rejects.toMatchObject(
      refusal('BadRequestException', 400),
    );
    expect(Object.keys(emulator.world.account.flows)).toHaveLength(1);
  });

  it('is refused past the quota of flows', async () => {
    await client.send(new CreateFlowCommand(standbyFlow));
    await client.send(new CreateFlowCommand(standbyFlow));
    await expect(client.send(new CreateFlowCommand(standbyFlow))).rejects.toMatchObject(
      refusal('CreateFlow420Exception', 420),
    );
  });

  it('is listed page by page, without outputs', async () => {
    await client.send(new CreateFlowCommand(standbyFlow));
    await client.send(new CreateFlowCommand(standbyFlow));
    const pages = [];
    for await (const page of paginateListFlows({ client, pageSize: 2 }, {})) pages.push(page.Flows ?? []);
    expect(pages.map((page) => page.length)).toEqual([2, 1]);
    expect(pages[0]?.[0]).toEqual({
      AvailabilityZone: 'us-east-1a',
      Description: 'The live feed from the encoder',
      FlowArn: flow.arn,
      Name: flow.name,
      SourceType: 'OWNED',
      Status: 'ACTIVE',
    });
    await expect(client.send(new ListFlowsCommand({ NextToken: 'made up' }))).rejects.toMatchObject(
      refusal('BadRequestException', 400),
    );
  });

  it('keeps what an update does not mention', async () => {
    const Maintenance = { MaintenanceDay: 'Monday' as const, MaintenanceStartHour: '02:00' };
    await client.send(new UpdateFlowCommand({ FlowArn: flow.arn, Maintenance }));
    await client.send(
      new UpdateFlowCommand({ FlowArn: flow.arn, SourceMonitoringConfig: { ThumbnailState: 'DISABLED' } }),
    );
    expect(await describeFlow()).toMatchObject({
      Maintenance,
      SourceMonitoringConfig: { ThumbnailState: 'DISABLED' },
    });
  });
});

describe('an output', () => {
  it('is added to and removed from an active flow', async () => {
    const added = await addOutput({ ...caller('edge'), StreamId: 'feed', MinLatency: 300 });
    expect(added).toMatchObject({
      Name: 'edge',
      Destination: 'edge.example.net',
      Port: 7001,
      OutputStatus: 'ENABLED',
      Transport: { Protocol: 'srt-caller', StreamId: 'feed', MinLatency: 300 },
    });
    expect((await describeFlow()).Outputs).toEqual([added]);
    const { OutputArn } = added;
    expect(await client.send(new RemoveFlowOutputCommand({ FlowArn: flow.arn, OutputArn }))).toMatchObject({
      FlowArn: flow.arn,
      OutputArn,
    });
    expect((await describeFlow()).Outputs).toEqual([]);
    await expect(
      client.send(new RemoveFlowOutputCommand({ FlowArn: flow.arn, OutputArn })),
    ).rejects.toMatchObject(refusal('NotFoundException', 404));
  });

  it('is switched off and on, and an update that does not mention the switch leaves it alone', async () => {
    const { OutputArn } = await addOutput({ ...caller('edge'), OutputStatus: 'DISABLED' });
    const update = async (change: object) =>
      (await client.send(new UpdateFlowOutputCommand({ FlowArn: flow.arn, OutputArn, ...change }))).Output;
    expect(await update({ MinLatency: 500 })).toMatchObject({
      OutputStatus: 'DISABLED',
      Destination: 'edge.example.net',
      Transport: { MinLatency: 500, Protocol: 'srt-caller' },
    });
    expect(await update({ OutputStatus: 'ENABLED' })).toMatchObject({
      OutputStatus: 'ENABLED',
      Transport: { MinLatency: 500 },
    });
  });

  it('that listens says where', async () => {
    const { Outputs } = await client.send(
      new AddFlowOutputsCommand({
        FlowArn: flow.arn,
        Outputs: [{ Protocol: 'srt-listener', Port: 7100, CidrAllowList: ['192.0.2.0/24'] }],
      }),
    );
    expect(Outputs?.[0]).toMatchObject({
      ListenerAddress: '127.0.0.1',
      Port: 7100,
      Transport: { Protocol: 'srt-listener', CidrAllowList: ['192.0.2.0/24'] },
    });
  });

  it.each([
    ['a second one of the same name', caller('taken', 7009)],
    ['a destination that is in use', caller('other', 7001)],
    ['the companion port of a RIST output', { ...caller('other', 7051) }],
    ['a protocol MediaConnect does not know', { ...caller('other', 7009), Protocol: 'rtmp' }],
    ['a protocol that has died', { ...caller('other', 7009), Protocol: 'fujitsu-qos' }],
    ['an SRT caller without a destination', { Name: 'other', Protocol: 'srt-caller', Port: 7009 }],
    ['an SRT listener without allowed addresses', { Name: 'other', Protocol: 'srt-listener', Port: 7009 }],
    [
      'a listener on the port of the source',
      { Name: 'other', Protocol: 'srt-listener', Port: 9998, CidrAllowList: ['0.0.0.0/0'] },
    ],
    ['an url for a destination', { ...caller('other', 7009), Destination: 'srt://edge.example.net' }],
    ['an SRT latency that cannot be', { ...caller('other', 7009), MinLatency: 20_000 }],
    [
      'encryption without a secret',
      {
        ...caller('other', 7009),
        Encryption: { KeyType: 'srt-password', RoleArn: 'arn:aws:iam::111122223333:role/x' },
      },
    ],
  ])('is refused: %s', async (_why, output) => {
    await addOutput(caller('taken'));
    await addOutput({ ...caller('rist', 7050), Protocol: 'rist' as never });
    await expect(
      client.send(new AddFlowOutputsCommand({ FlowArn: flow.arn, Outputs: [output as never] })),
    ).rejects.toMatchObject(refusal('BadRequestException', 400));
    expect((await describeFlow()).Outputs).toHaveLength(2);
  });

  it('is refused past the quota, and then none of the call is added', async () => {
    const Outputs = [1, 2, 3, 4, 5].map((number) => caller(`edge-${number}`, 7000 + number));
    await expect(
      client.send(new AddFlowOutputsCommand({ FlowArn: flow.arn, Outputs })),
    ).rejects.toMatchObject(refusal('AddFlowOutputs420Exception', 420));
    expect((await describeFlow()).Outputs).toEqual([]);
  });

  it('that MediaLive made can be switched, but neither moved nor removed', async () => {
    const arn = 'arn:aws:mediaconnect:us-east-1:111122223333:output:2-aaaaaaaaaaaaaaaa-bbbbbbbbbbbb:ml';
    const mediaLiveInputArn = 'arn:aws:medialive:us-east-1:111122223333:input:1234567';
    flow.outputs.push({ arn, name: 'ml', config: { mediaLiveInputArn, outputStatus: 'ENABLED' } });
    const target = { FlowArn: flow.arn, OutputArn: arn };
    for (const command of [
      new RemoveFlowOutputCommand(target),
      new UpdateFlowOutputCommand({ ...target, Port: 7009 }),
    ]) {
      await expect(client.send(command as RemoveFlowOutputCommand)).rejects.toMatchObject(
        refusal('BadRequestException', 400),
      );
    }
    await client.send(new UpdateFlowOutputCommand({ ...target, OutputStatus: 'DISABLED' }));
    expect((await describeFlow()).Outputs).toMatchObject([
      { Name: 'ml', MediaLiveInputArn: mediaLiveInputArn, OutputStatus: 'DISABLED' },
    ]);
  });
});

describe('a source', () => {
  it('is updated on an active flow, keeping what is not mentioned', async () => {
    const SourceArn = (await describeFlow()).Source?.SourceArn;
    const { Source } = await client.send(
      new UpdateFlowSourceCommand({ FlowArn: flow.arn, SourceArn, IngestPort: 9_001 }),
    );
    expect(Source).toMatchObject({
      SourceArn,
      Name: 'lunora-primary-source',
      IngestPort: 9_001,
      WhitelistCidr: '0.0.0.0/0',
      Transport: { StreamId: 'lunora-primary-feed', MinLatency: 200 },
    });
    expect((await describeFlow()).Source).toEqual(Source);
  });

  it('has room for one more beside it, and the last one stays', async () => {
    const backup = { ...standbyFlow.Source, Name: 'backup' };
    await client.send(
      new UpdateFlowCommand({ FlowArn: flow.arn, SourceFailoverConfig: { State: 'ENABLED' } }),
    );
    const { Sources } = await client.send(
      new AddFlowSourcesCommand({ FlowArn: flow.arn, Sources: [backup] }),
    );
    await expect(
      client.send(new AddFlowSourcesCommand({ FlowArn: flow.arn, Sources: [{ ...backup, Name: 'third' }] })),
    ).rejects.toMatchObject(refusal('BadRequestException', 400));

    const first = (await describeFlow()).Source?.SourceArn;
    await client.send(new RemoveFlowSourceCommand({ FlowArn: flow.arn, SourceArn: first }));
    expect((await describeFlow()).Source).toEqual(Sources?.[0]);
    await expect(
      client.send(new RemoveFlowSourceCommand({ FlowArn: flow.arn, SourceArn: Sources?.[0]?.SourceArn })),
    ).rejects.toMatchObject(refusal('BadRequestException', 400));
  });

  it('shows what it carries while the encoder sends, and why there is nothing while it does not', async () => {
    const look = () => client.send(new DescribeFlowSourceMetadataCommand({ FlowArn: flow.arn }));
    const seen = await look();
    expect(seen.Timestamp).toEqual(new Date(time.now()));
    expect(seen.Messages).toEqual([]);
    expect(seen.TransportMediaInfo?.Programs?.[0]?.Streams).toMatchObject([
      { Codec: 'H264', FrameRate: '30', FrameResolution: { FrameWidth: 1920, FrameHeight: 1080 } },
      { Codec: 'AAC', SampleRate: 48_000 },
    ]);

    flow.encoderSending = false;
    const missing = await look();
    expect(missing.TransportMediaInfo?.Programs).toEqual([]);
    expect(missing.Messages).toMatchObject([{ ResourceName: 'lunora-primary-source' }]);

    await client.send(new StopFlowCommand({ FlowArn: flow.arn }));
    await expect(look()).rejects.toMatchObject(refusal('BadRequestException', 400));
  });
});

describe('tags', () => {
  it('are put on outputs and flows, read and taken off', async () => {
    const { OutputArn } = await addOutput(caller('edge'));
    await client.send(new TagResourceCommand({ ResourceArn: OutputArn, Tags: { owner: 'lunora', id: '7' } }));
    await client.send(new TagResourceCommand({ ResourceArn: flow.arn, Tags: { env: 'test' } }));
    await client.send(new UntagResourceCommand({ ResourceArn: OutputArn, TagKeys: ['id'] }));
    const tagsOf = async (ResourceArn: string) =>
      (await client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;
    expect(await tagsOf(OutputArn)).toEqual({ owner: 'lunora' });
    expect(await tagsOf(flow.arn)).toEqual({ env: 'test' });
  });

  it('go with what they were on', async () => {
    const { OutputArn } = await addOutput(caller('edge'));
    await client.send(new TagResourceCommand({ ResourceArn: OutputArn, Tags: { owner: 'lunora' } }));
    await client.send(new RemoveFlowOutputCommand({ FlowArn: flow.arn, OutputArn }));
    await expect(
      client.send(new ListTagsForResourceCommand({ ResourceArn: OutputArn })),
    ).rejects.toMatchObject(refusal('NotFoundException', 404));
    expect(emulator.world.account.tags[OutputArn]).toBeUndefined();
  });
});

it('names every operation of the service that it does not emulate, and no other', () => {
  const { operations, notEmulated } = createMediaConnect(emulator.world);
  const named = [...operations, ...notEmulated].map(({ name }) => name);
  expect(new Set(named).size).toBe(named.length);
  expect(named).toEqual(expect.arrayContaining(['DescribeFlow', 'CreateRouterOutput', 'TakeRouterInput']));
});
