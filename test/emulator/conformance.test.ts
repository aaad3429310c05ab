import { randomUUID } from 'node:crypto';
import {
  AddFlowOutputsCommand,
  CreateFlowCommand,
  DeleteFlowCommand,
  DescribeFlowCommand,
  ListFlowsCommand,
  type Protocol,
  paginateListFlows,
  RemoveFlowOutputCommand,
  StopFlowCommand,
  UpdateFlowOutputCommand,
} from '@aws-sdk/client-mediaconnect';
import {
  CreateChannelCommand,
  type CreateChannelCommandInput,
  CreateInputCommand,
  CreateTagsCommand,
  DeleteChannelCommand,
  DeleteInputCommand,
  DeleteTagsCommand,
  DescribeChannelCommand,
  DescribeInputCommand,
  type EncoderSettings,
  ListAlertsCommand,
  ListChannelsCommand,
  type OutputGroup,
  paginateListChannels,
  paginateListInputs,
  StartChannelCommand,
  StopChannelCommand,
  UpdateChannelCommand,
} from '@aws-sdk/client-medialive';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConformanceTarget } from './conformance-target.ts';

/*
 * What Lunora relies on AWS to do, in the order of one destination's life. It runs against the local AWS, and against
 * the real one with LUNORA_CONFORMANCE_AWS=1 (emulator/README.md says how, and what it costs). Whatever differs
 * there is a fault of the local AWS. Nothing here reaches into the emulator.
 */

const target = await openConformanceTarget();
const { medialive, mediaconnect, roleArn, until, onEmulator } = target;
const run = `lunora-conformance-${randomUUID().slice(0, 8)}`;
const patient = { timeout: target.patienceMs };

let flowArn = '';
let inputId = '';
let channelId = '';

const refusal = (name: string, status: number) => ({
  name,
  $metadata: expect.objectContaining({ httpStatusCode: status }),
});
const conflict = refusal('ConflictException', 409);
const badRequest = refusal('BadRequestException', 400);
const invalid = refusal('UnprocessableEntityException', 422);
const notFound = refusal('NotFoundException', 404);

const describeFlow = async () =>
  (await mediaconnect.send(new DescribeFlowCommand({ FlowArn: flowArn }))).Flow;
const describeInput = () => medialive.send(new DescribeInputCommand({ InputId: inputId }));
const describeChannel = () => medialive.send(new DescribeChannelCommand({ ChannelId: channelId }));
const channelState = async () => (await describeChannel()).State ?? '';
const start = () => medialive.send(new StartChannelCommand({ ChannelId: channelId }));
const stop = () => medialive.send(new StopChannelCommand({ ChannelId: channelId }));
const deleteChannel = () => medialive.send(new DeleteChannelCommand({ ChannelId: channelId }));

async function alertTypes(filter: 'SET' | 'CLEARED'): Promise<string[]> {
  const { Alerts = [] } = await medialive.send(
    new ListAlertsCommand({ ChannelId: channelId, StateFilter: filter }),
  );
  return Alerts.map(({ AlertType }) => AlertType ?? '');
}

async function listedChannel() {
  for await (const { Channels = [] } of paginateListChannels({ client: medialive }, {})) {
    const found = Channels.find(({ Id }) => Id === channelId);
    if (found) return found;
  }
  return undefined;
}

const newInput = () =>
  new CreateInputCommand({
    Name: run,
    Type: 'MEDIACONNECT',
    MediaConnectFlows: [{ FlowArn: flowArn }],
    RoleArn: roleArn,
    RequestId: `${run}:input`,
    Tags: { conformance: run },
  });

function channelRequest(changes: Partial<CreateChannelCommandInput> = {}): CreateChannelCommandInput {
  return {
    Name: run,
    ChannelClass: 'SINGLE_PIPELINE',
    RoleArn: roleArn,
    RequestId: `${run}:channel`,
    Tags: { conformance: run },
    InputAttachments: [{ InputId: inputId, InputAttachmentName: 'feed' }],
    InputSpecification: { Codec: 'AVC', Resolution: 'HD', MaximumBitrate: 'MAX_10_MBPS' },
    Destinations: [
      { Id: 'push', Settings: [{ Url: 'rtmp://rtmp.example.com/live', StreamName: 'fake-key' }] },
    ],
    EncoderSettings: {
      TimecodeConfig: { Source: 'SYSTEMCLOCK' },
      VideoDescriptions: [{ Name: 'video', Width: 1280, Height: 720 }],
      AudioDescriptions: [{ Name: 'audio', AudioSelectorName: 'Default' }],
      OutputGroups: [
        {
          Name: 'push',
          OutputGroupSettings: { RtmpGroupSettings: { CacheLength: 30 } },
          Outputs: [
            {
              OutputName: 'push',
              VideoDescriptionName: 'video',
              AudioDescriptionNames: ['audio'],
              OutputSettings: { RtmpOutputSettings: { Destination: { DestinationRefId: 'push' } } },
            },
          ],
        },
      ],
    },
    ...changes,
  };
}

/** A channel's encoder settings of which some are others. */
function encoder(changes: Partial<EncoderSettings>, group: Partial<OutputGroup> = {}) {
  const { EncoderSettings: whole } = channelRequest();
  const [outputGroup] = whole?.OutputGroups ?? [];
  if (!whole || !outputGroup) throw new Error('There are no encoder settings');
  return { EncoderSettings: { ...whole, OutputGroups: [{ ...outputGroup, ...group }], ...changes } };
}

/** Takes everything that carries this run's tag away again, also what should never have been made. */
async function cleanUp(): Promise<void> {
  target.quiet();
  const ours = ({ Tags }: { Tags?: Record<string, string> | undefined }) => Tags?.['conformance'] === run;
  for await (const { Channels = [] } of paginateListChannels({ client: medialive }, {})) {
    for (const { Id } of Channels.filter(ours)) await removeChannel(Id);
  }
  for await (const { Inputs = [] } of paginateListInputs({ client: medialive }, {})) {
    for (const { Id: InputId } of Inputs.filter(ours)) {
      await medialive.send(new DeleteInputCommand({ InputId })).catch(() => {});
    }
  }
  if (!flowArn) return;
  const outputs = () => describeFlow().then((flow) => flow?.Outputs ?? []);
  const empty = until(outputs, (left) => left.every((output) => !output.MediaLiveInputArn));
  await empty.catch(() => {});
  await mediaconnect.send(new DeleteFlowCommand({ FlowArn: flowArn })).catch(() => {});
}

async function removeChannel(ChannelId: string | undefined): Promise<void> {
  const state = () =>
    medialive.send(new DescribeChannelCommand({ ChannelId })).then(
      ({ State }) => State ?? '',
      () => 'DELETED',
    );
  const steady = (now: string) => !/^(CREATING|STARTING|STOPPING|UPDATING)$/.test(now);
  if (/^(RUNNING|RECOVERING)$/.test(await until(state, steady))) {
    await medialive.send(new StopChannelCommand({ ChannelId })).catch(() => {});
  }
  await until(state, steady);
  await medialive.send(new DeleteChannelCommand({ ChannelId })).catch(() => {});
  await until(state, (now) => now === 'DELETED');
}

beforeAll(() => {
  process.stdout.write(`Conformance runs against ${target.name}.\n`);
});

afterAll(async () => {
  await cleanUp();
  await target.close();
}, target.patienceMs);

describe('a flow', patient, () => {
  it('is created in standby, with an address to send to', async () => {
    const { Flow } = await mediaconnect.send(
      new CreateFlowCommand({
        Name: run,
        Source: {
          Name: 'feed',
          Protocol: 'srt-listener',
          IngestPort: 9998,
          MinLatency: 200,
          WhitelistCidr: '192.0.2.0/24',
        },
      }),
    );
    flowArn = Flow?.FlowArn ?? '';
    expect(Flow).toMatchObject({
      FlowArn: expect.stringMatching(/^arn:aws[\w-]*:mediaconnect:[\w-]+:\d{12}:flow:/),
      Name: run,
      Status: 'STANDBY',
      Source: {
        IngestPort: 9998,
        SourceArn: expect.stringContaining(':source:'),
        Transport: { Protocol: 'srt-listener', MinLatency: 200 },
      },
    });
  });

  it('is listed without its outputs', async () => {
    const listed = [];
    for await (const { Flows = [] } of paginateListFlows({ client: mediaconnect }, {})) listed.push(...Flows);
    const flow = listed.find(({ FlowArn }) => FlowArn === flowArn);
    expect(flow).toMatchObject({ Name: run, Status: 'STANDBY', SourceType: 'OWNED' });
    expect(flow).not.toHaveProperty('Outputs');
  });

  it('cannot be stopped in standby: a bad request, there is no conflict here', async () => {
    await expect(mediaconnect.send(new StopFlowCommand({ FlowArn: flowArn }))).rejects.toMatchObject(
      badRequest,
    );
  });

  it('is not found by another name', async () => {
    const unknown = flowArn.replace(/flow:.*/, 'flow:1-23aBC45dEF67hiJ8-12AbC34DE5fG:unknown');
    const looking = mediaconnect.send(new DescribeFlowCommand({ FlowArn: unknown }));
    await expect(looking).rejects.toMatchObject(notFound);
  });

  it('is not listed for a page token that nobody gave out', async () => {
    const listing = mediaconnect.send(new ListFlowsCommand({ NextToken: 'not-a-token' }));
    await expect(listing).rejects.toMatchObject(badRequest);
  });
});

describe('an output of a flow', patient, () => {
  let outputArn = '';
  const add = (Name: string, protocol = 'srt-caller') =>
    mediaconnect.send(
      new AddFlowOutputsCommand({
        FlowArn: flowArn,
        Outputs: [
          { Name, Protocol: protocol as Protocol, Destination: '192.0.2.10', Port: 7001, MinLatency: 200 },
        ],
      }),
    );
  const update = (changes: { OutputStatus?: 'ENABLED' | 'DISABLED'; MinLatency?: number }) =>
    mediaconnect.send(
      new UpdateFlowOutputCommand({ FlowArn: flowArn, OutputArn: outputArn, ...changes, Port: 7001 }),
    );

  it('is added with an ARN of its own, enabled', async () => {
    const { Outputs } = await add(run);
    outputArn = Outputs?.[0]?.OutputArn ?? '';
    expect(Outputs).toEqual([
      expect.objectContaining({
        Name: run,
        Destination: '192.0.2.10',
        Port: 7001,
        OutputArn: expect.stringContaining(':output:'),
      }),
    ]);
  });

  it('has a name that is unique in its flow', async () => {
    await expect(add(run)).rejects.toMatchObject(badRequest);
  });

  it('cannot be RTMP', async () => {
    await expect(add('rtmp', 'rtmp')).rejects.toMatchObject(badRequest);
  });

  it('is switched off and on; who says nothing about that changes nothing', async () => {
    const status = async () =>
      (await describeFlow())?.Outputs?.find((output) => output.OutputArn === outputArn)?.OutputStatus;
    await update({ OutputStatus: 'DISABLED' });
    expect(await status()).toBe('DISABLED');
    await update({ MinLatency: 300 });
    expect(await status()).toBe('DISABLED');
    await update({ OutputStatus: 'ENABLED' });
    expect(await status()).toBe('ENABLED');
  });

  it('is removed, and then unknown', async () => {
    const remove = () =>
      mediaconnect.send(new RemoveFlowOutputCommand({ FlowArn: flowArn, OutputArn: outputArn }));
    expect(await remove()).toMatchObject({ FlowArn: flowArn, OutputArn: outputArn });
    await until(describeFlow, (flow) => flow?.Outputs?.length === 0);
    await expect(remove()).rejects.toMatchObject(notFound);
  });
});

describe('a MEDIACONNECT input', patient, () => {
  it('needs a role', async () => {
    const { RoleArn: _role, ...request } = newInput().input;
    const creating = medialive.send(new CreateInputCommand({ ...request, RequestId: `${run}:no-role` }));
    await expect(creating).rejects.toMatchObject(badRequest);
  });

  it('gets an output on the flow that nobody else made', async () => {
    const { Input } = await medialive.send(newInput());
    inputId = Input?.Id ?? '';
    expect(inputId).toMatch(/^\d+$/);
    await until(describeInput, ({ State }) => State === 'DETACHED');
    const outputs = (await describeFlow())?.Outputs ?? [];
    expect(outputs.map((output) => output.MediaLiveInputArn)).toEqual([Input?.Arn]);
  });

  it('is the same one for the same RequestId', async () => {
    const { Input } = await medialive.send(newInput());
    expect(Input?.Id).toBe(inputId);
    expect((await describeFlow())?.Outputs).toHaveLength(1);
  });

  it('is listed page by page', async () => {
    const seen: (string | undefined)[] = [];
    for await (const { Inputs = [] } of paginateListInputs({ client: medialive, pageSize: 1 }, {})) {
      expect(Inputs.length).toBeLessThanOrEqual(1);
      seen.push(...Inputs.map(({ Id }) => Id));
    }
    expect(seen.filter((id) => id === inputId)).toHaveLength(1);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('a channel that cannot be', patient, () => {
  const flawed: [string, () => Partial<CreateChannelCommandInput>][] = [
    ['no output group', () => encoder({ OutputGroups: [] })],
    ['a group name of 33 characters', () => encoder({}, { Name: 'x'.repeat(33) })],
    [
      'a cache of less than 30 s',
      () => encoder({}, { OutputGroupSettings: { RtmpGroupSettings: { CacheLength: 29 } } }),
    ],
    ['an output to nowhere', () => ({ Destinations: [{ Id: 'other', Settings: [] }] })],
    ['a video description that is not there', () => encoder({ VideoDescriptions: [] })],
    [
      'two places to push to on one pipeline',
      () => {
        const place = { Url: 'rtmp://rtmp.example.com/live', StreamName: 'fake-key' };
        return { Destinations: [{ Id: 'push', Settings: [place, place] }] };
      },
    ],
    ['an unknown input', () => ({ InputAttachments: [{ InputId: '1', InputAttachmentName: 'feed' }] })],
  ];

  it.each(flawed)('with %s is refused, and nothing is made', async (what, changes) => {
    const creating = medialive.send(
      new CreateChannelCommand(channelRequest({ ...changes(), RequestId: `${run}:${what}` })),
    );
    await expect(creating).rejects.toMatchObject({
      ...invalid,
      ValidationErrors: expect.arrayContaining([
        expect.objectContaining({ ElementPath: expect.any(String), ErrorMessage: expect.any(String) }),
      ]),
    });
    expect((await describeInput()).AttachedChannels ?? []).toEqual([]);
  });
});

describe('a channel', patient, () => {
  it('is being created, then idle, with its input attached', async () => {
    const { Channel } = await medialive.send(new CreateChannelCommand(channelRequest()));
    channelId = Channel?.Id ?? '';
    expect(Channel).toMatchObject({ State: 'CREATING', PipelinesRunningCount: 0 });
    await until(channelState, (state) => state === 'IDLE');
    expect(await describeInput()).toMatchObject({ State: 'ATTACHED', AttachedChannels: [channelId] });
  });

  it('is the same one for the same RequestId', async () => {
    const { Channel } = await medialive.send(new CreateChannelCommand(channelRequest()));
    expect(Channel?.Id).toBe(channelId);
  });

  it('is described with what was left out filled in, and the stream key in clear', async () => {
    expect(await describeChannel()).toMatchObject({
      Name: run,
      ChannelClass: 'SINGLE_PIPELINE',
      RoleArn: roleArn,
      Tags: { conformance: run },
      Destinations: [{ Id: 'push', Settings: [{ StreamName: 'fake-key' }] }],
      EncoderSettings: {
        OutputGroups: [
          {
            OutputGroupSettings: {
              RtmpGroupSettings: {
                CacheLength: 30,
                RestartDelay: expect.any(Number),
                AuthenticationScheme: 'COMMON',
              },
            },
            Outputs: [
              {
                OutputSettings: {
                  RtmpOutputSettings: {
                    ConnectionRetryInterval: expect.any(Number),
                    NumRetries: expect.any(Number),
                  },
                },
              },
            ],
          },
        ],
      },
    });
  });

  it('is listed without encoder settings', async () => {
    await until(listedChannel, (channel) => channel !== undefined);
    const listed = await listedChannel();
    expect(listed).toMatchObject({
      Name: run,
      State: 'IDLE',
      PipelinesRunningCount: 0,
      Tags: { conformance: run },
    });
    expect(listed).not.toHaveProperty('EncoderSettings');
  });

  it('has its input for itself', async () => {
    const second = channelRequest({ Name: `${run}-2`, RequestId: `${run}:second` });
    const creating = medialive.send(new CreateChannelCommand(second));
    await expect(creating).rejects.toMatchObject({ $fault: 'client' });
    await expect(medialive.send(new DeleteInputCommand({ InputId: inputId }))).rejects.toMatchObject(
      conflict,
    );
  });

  it('is tagged and untagged', async () => {
    const { Arn } = await describeChannel();
    await medialive.send(new CreateTagsCommand({ ResourceArn: Arn, Tags: { extra: 'yes' } }));
    expect((await describeChannel()).Tags).toEqual({ conformance: run, extra: 'yes' });
    await medialive.send(new DeleteTagsCommand({ ResourceArn: Arn, TagKeys: ['extra'] }));
    expect((await describeChannel()).Tags).toEqual({ conformance: run });
  });

  it('that is idle cannot be stopped', async () => {
    await expect(stop()).rejects.toMatchObject(conflict);
  });

  it('keeps what an update leaves out', async () => {
    const { Channel } = await medialive.send(
      new UpdateChannelCommand({ ChannelId: channelId, RoleArn: roleArn, LogLevel: 'ERROR' }),
    );
    expect(Channel).toMatchObject({ Name: run, LogLevel: 'ERROR' });
    await until(channelState, (state) => state === 'IDLE');
    expect(await describeChannel()).toMatchObject({
      RoleArn: roleArn,
      Destinations: [{ Id: 'push' }],
      EncoderSettings: { OutputGroups: [{ Name: 'push' }] },
    });
  });

  it('starts, and then runs one pipeline', async () => {
    expect(await start()).toMatchObject({ Id: channelId, State: 'STARTING' });
    await expect(start()).rejects.toMatchObject(conflict);
    await until(channelState, (state) => state === 'RUNNING');
    expect(await describeChannel()).toMatchObject({
      PipelinesRunningCount: 1,
      PipelineDetails: [expect.objectContaining({ PipelineId: '0' })],
    });
  });

  it('that runs can be neither changed nor deleted nor started', async () => {
    const updating = medialive.send(
      new UpdateChannelCommand({ ChannelId: channelId, RoleArn: roleArn, LogLevel: 'DISABLED' }),
    );
    await expect(updating).rejects.toMatchObject(conflict);
    await expect(deleteChannel()).rejects.toMatchObject(conflict);
    await expect(start()).rejects.toMatchObject(conflict);
    expect(await channelState()).toBe('RUNNING');
  });

  it('that runs says that nothing comes from a flow in standby', async () => {
    await until(
      () => alertTypes('SET'),
      (types) => types.includes('Stopped Receiving UDP Input'),
    );
  });

  it('stops, and its alerts with it', async () => {
    expect(await stop()).toMatchObject({ State: 'STOPPING' });
    await until(channelState, (state) => state === 'IDLE');
    expect(await alertTypes('SET')).toEqual([]);
    expect((await describeChannel()).PipelinesRunningCount).toBe(0);
  });

  it('is deleted: DELETING, then DELETED, still described for a while', async () => {
    expect(await deleteChannel()).toMatchObject({ State: 'DELETING' });
    await expect(start()).rejects.toMatchObject({ $fault: 'client' });
    await until(channelState, (state) => state === 'DELETED');
  });

  it('that never was is not found', async () => {
    const ChannelId = '1';
    await expect(medialive.send(new DescribeChannelCommand({ ChannelId }))).rejects.toMatchObject(notFound);
    await expect(medialive.send(new StartChannelCommand({ ChannelId }))).rejects.toMatchObject(notFound);
    await expect(medialive.send(new DeleteChannelCommand({ ChannelId }))).rejects.toMatchObject(notFound);
    await expect(medialive.send(new ListAlertsCommand({ ChannelId }))).rejects.toMatchObject(notFound);
  });
});

describe('what is left', patient, () => {
  it('is an input by itself, whose removal takes its output from the flow', async () => {
    await until(describeInput, ({ State }) => State === 'DETACHED');
    await medialive.send(new DeleteInputCommand({ InputId: inputId }));
    await until(
      () =>
        describeInput().then(
          ({ State }) => State,
          () => 'DELETED',
        ),
      (state) => state === 'DELETED',
    );
    await until(describeFlow, (flow) => flow?.Outputs?.length === 0);
  });

  it('is a flow, which is gone without a trace once deleted', async () => {
    await mediaconnect.send(new DeleteFlowCommand({ FlowArn: flowArn }));
    await until(
      () =>
        describeFlow().then(
          () => 'there',
          (error: Error) => error.name,
        ),
      (said) => said === 'NotFoundException',
    );
  });
});

describe.runIf(onEmulator)('what only the local AWS can be made to do', () => {
  it('is to throttle at once', async () => {
    target.quiet();
    const listing = Array.from({ length: 60 }, () => medialive.send(new ListChannelsCommand({})));
    const answers = await Promise.allSettled(listing);
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(refused).toHaveLength(20);
    for (const reason of refused) {
      expect(reason).toMatchObject(refusal('TooManyRequestsException', 429));
    }
  });
});
