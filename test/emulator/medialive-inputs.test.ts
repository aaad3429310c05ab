import { DescribeFlowCommand } from '@aws-sdk/client-mediaconnect';
import {
  CreateInputCommand,
  type CreateInputCommandInput,
  DeleteInputCommand,
  DescribeInputCommand,
  ListInputsCommand,
  paginateListInputs,
  UpdateInputCommand,
} from '@aws-sdk/client-medialive';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFlow } from '../../emulator/mediaconnect/flow-lifecycle.ts';
import { createEmulatorClients } from '../_kit/emulator-clients.ts';
import { type LocalMediaLive, roleArn, startMediaLive } from './medialive-kit.ts';

let aws: LocalMediaLive;
beforeEach(async () => {
  aws = await startMediaLive();
});
afterEach(() => aws[Symbol.asyncDispose]());

const describeInput = (InputId: string) => aws.client.send(new DescribeInputCommand({ InputId }));

/** The inputs for which a flow has an output, by MediaConnect's own word. */
async function fedInputs(FlowArn: string): Promise<(string | undefined)[]> {
  using clients = createEmulatorClients(aws.emulator);
  const { Flow } = await clients.mediaconnect.send(new DescribeFlowCommand({ FlowArn }));
  return (Flow?.Outputs ?? []).map(({ MediaLiveInputArn }) => MediaLiveInputArn);
}

function otherFlow(availabilityZone: string): string {
  const source = { name: 'other', protocol: 'srt-listener', ingestPort: 9_997, whitelistCidr: '10.0.0.0/8' };
  return createFlow(aws.emulator.world, { name: `other-${availabilityZone}`, availabilityZone, source }).arn;
}

function request(changes: object = {}): CreateInputCommandInput {
  const MediaConnectFlows = [{ FlowArn: aws.emulator.seeded.flowArn }];
  return { Name: 'feed', Type: 'MEDIACONNECT', RoleArn: roleArn, MediaConnectFlows, ...changes };
}

describe('a MEDIACONNECT input', () => {
  it('is fed by an output that MediaLive adds to the flow and removes again', async () => {
    const { flowArn } = aws.emulator.seeded;
    const before = await fedInputs(flowArn);
    const id = await aws.newInput();
    const { Arn } = await describeInput(id);
    expect(await fedInputs(flowArn)).toEqual([...before, Arn]);
    aws.pass(4_000);
    await aws.client.send(new DeleteInputCommand({ InputId: id }));
    expect(await fedInputs(flowArn)).toEqual(before);
  });

  it('moves its output when it moves to another flow', async () => {
    const { flowArn } = aws.emulator.seeded;
    const before = await fedInputs(flowArn);
    const other = otherFlow('us-east-1b');
    const InputId = await aws.newInput();
    aws.pass(4_000);
    await aws.client.send(new UpdateInputCommand({ InputId, MediaConnectFlows: [{ FlowArn: other }] }));
    expect(await fedInputs(flowArn)).toEqual(before);
    expect(await fedInputs(other)).toEqual([(await describeInput(InputId)).Arn]);
    expect((await describeInput(InputId)).RoleArn).toBe(roleArn);
  });

  it('is a standard one with two flows', async () => {
    const flows = [aws.emulator.seeded.flowArn, otherFlow('us-east-1b')];
    const { Input } = await aws.client.send(
      new CreateInputCommand(request({ MediaConnectFlows: flows.map((FlowArn) => ({ FlowArn })) })),
    );
    expect(Input).toMatchObject({ InputClass: 'STANDARD', State: 'CREATING' });
  });

  it.each([
    ['without a role', { RoleArn: undefined }, /make sure the role exists/],
    [
      'with a role that is none',
      { RoleArn: 'arn:aws:iam::111122223333:user/x' },
      /make sure the role exists/,
    ],
    ['without flows', { MediaConnectFlows: [] }, /one or two flows/],
    [
      'with an unknown flow',
      { MediaConnectFlows: [{ FlowArn: 'arn:aws:mediaconnect:x' }] },
      /does not exist/,
    ],
    ['without a type', { Type: undefined }, /type/],
    ['of an unknown type', { Type: 'PIGEON' }, /type/],
  ])('%s is refused and leaves nothing', async (_, changes, message) => {
    const before = await fedInputs(aws.emulator.seeded.flowArn);
    const act = aws.client.send(new CreateInputCommand(request(changes)));
    await expect(act).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringMatching(message),
    });
    expect(await fedInputs(aws.emulator.seeded.flowArn)).toEqual(before);
    expect((await aws.client.send(new ListInputsCommand({}))).Inputs).toHaveLength(1);
  });

  it('is refused with two flows in one zone', async () => {
    const flows = [aws.emulator.seeded.flowArn, otherFlow('us-east-1a')];
    const act = aws.client.send(
      new CreateInputCommand(request({ MediaConnectFlows: flows.map((FlowArn) => ({ FlowArn })) })),
    );
    await expect(act).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('is refused when the flow is full', async () => {
    aws.emulator.world.account.settings.quotas.outputsPerFlow = 1;
    await expect(aws.newInput()).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('keeps its place on a flow that has become full', async () => {
    const InputId = await aws.newInput();
    aws.pass(4_000);
    aws.emulator.world.account.settings.quotas.outputsPerFlow = 2;
    const MediaConnectFlows = [{ FlowArn: aws.emulator.seeded.flowArn }];
    const update = aws.client.send(new UpdateInputCommand({ InputId, MediaConnectFlows }));
    await expect(update).resolves.toMatchObject({ Input: { MediaConnectFlows } });
  });

  it('is refused past the quota of push inputs until one is gone', async () => {
    aws.emulator.world.account.settings.quotas.pushInputs = 2;
    const InputId = await aws.newInput();
    await expect(aws.newInput()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Too many push inputs',
    });
    aws.pass(4_000);
    await aws.client.send(new DeleteInputCommand({ InputId }));
    aws.pass(12_000);
    await expect(aws.newInput()).resolves.toMatch(/^\d+$/);
  });

  it('is the same one for the same RequestId, with one output', async () => {
    const id = await aws.newInput('token-1');
    const fed = await fedInputs(aws.emulator.seeded.flowArn);
    aws.pass(4_000);
    expect(await aws.newInput('token-1')).toBe(id);
    expect(await fedInputs(aws.emulator.seeded.flowArn)).toEqual(fed);
  });

  it.each(['CREATING', 'ATTACHED'] as const)('cannot be deleted while %s', async (state) => {
    const InputId = await aws.newInput();
    const input = aws.emulator.world.account.inputs[InputId];
    if (input) input.state = state;
    const act = aws.client.send(new DeleteInputCommand({ InputId }));
    await expect(act).rejects.toMatchObject({ name: 'ConflictException' });
  });

  it('may be deleted again while it is DELETING and once it is DELETED', async () => {
    const InputId = await aws.newInput();
    aws.pass(4_000);
    for (const state of ['DELETING', 'DELETED', 'DELETED']) {
      await aws.client.send(new DeleteInputCommand({ InputId }));
      const { State } = await aws.client.send(new DescribeInputCommand({ InputId }));
      expect(State).toBe(state);
      aws.pass(2_000);
    }
  });

  it('cannot be updated while its channel is not idle', async () => {
    const InputId = await aws.newInput();
    await aws.newChannel({ InputAttachments: [{ InputId }] });
    const update = () => aws.client.send(new UpdateInputCommand({ InputId, Name: 'other' }));
    aws.pass(4_000);
    aws.pass(2_000);
    await expect(update()).resolves.toMatchObject({ Input: { Name: 'other', State: 'ATTACHED' } });
    for (const channel of Object.values(aws.emulator.world.account.channels)) channel.state = 'RUNNING';
    await expect(update()).rejects.toMatchObject({ name: 'ConflictException' });
  });

  it.each([
    (InputId: string) => aws.client.send(new DescribeInputCommand({ InputId })),
    (InputId: string) => aws.client.send(new UpdateInputCommand({ InputId, Name: 'x' })),
    (InputId: string) => aws.client.send(new DeleteInputCommand({ InputId })),
  ])('is not found under an unknown id (%#)', async (act) => {
    await expect(act('404')).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('comes in pages', async () => {
    for (let n = 0; n < 4; n += 1) await aws.newInput();
    const sizes: (number | undefined)[] = [];
    for await (const { Inputs } of paginateListInputs({ client: aws.client, pageSize: 2 }, {})) {
      sizes.push(Inputs?.length);
    }
    expect(sizes).toEqual([2, 2, 1]);
  });
});
