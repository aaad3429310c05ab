import {
  DeleteChannelCommand,
  DeleteInputCommand,
  DescribeChannelCommand,
  DescribeInputCommand,
  ListChannelsCommand,
  RestartChannelPipelinesCommand,
  StartChannelCommand,
  StopChannelCommand,
  UpdateChannelCommand,
} from '@aws-sdk/client-medialive';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failPipeline, outsideHand, recoverPipeline } from '../../emulator/medialive/outside.ts';
import type { ChannelState } from '../../emulator/world.ts';
import { type LocalMediaLive, roleArn, startMediaLive } from './medialive-kit.ts';

let aws: LocalMediaLive;
beforeAll(async () => {
  aws = await startMediaLive();
});
afterAll(() => aws[Symbol.asyncDispose]());

const describeChannel = (ChannelId: string) => aws.client.send(new DescribeChannelCommand({ ChannelId }));
const stateOf = async (id: string) => (await describeChannel(id)).State;
const inputState = async (InputId: string) =>
  (await aws.client.send(new DescribeInputCommand({ InputId }))).State;

const acts = {
  start: (ChannelId: string) => aws.client.send(new StartChannelCommand({ ChannelId })),
  stop: (ChannelId: string) => aws.client.send(new StopChannelCommand({ ChannelId })),
  update: (ChannelId: string) =>
    aws.client.send(new UpdateChannelCommand({ ChannelId, Name: 'other', RoleArn: roleArn })),
  delete: (ChannelId: string) => aws.client.send(new DeleteChannelCommand({ ChannelId })),
  restart: (ChannelId: string) =>
    aws.client.send(new RestartChannelPipelinesCommand({ ChannelId, PipelineIds: ['PIPELINE_0'] })),
};
type Act = keyof typeof acts;

const states: ChannelState[] = [
  'CREATING',
  'CREATE_FAILED',
  'IDLE',
  'STARTING',
  'RUNNING',
  'RECOVERING',
  'STOPPING',
  'UPDATING',
  'UPDATE_FAILED',
  'DELETING',
  'DELETED',
];
const leadsTo: Record<Act, Partial<Record<ChannelState, ChannelState>>> = {
  start: { IDLE: 'STARTING' },
  stop: { STARTING: 'STOPPING', RUNNING: 'STOPPING', RECOVERING: 'STOPPING' },
  update: { IDLE: 'UPDATING' },
  delete: {
    IDLE: 'DELETING',
    CREATE_FAILED: 'DELETING',
    UPDATE_FAILED: 'DELETING',
    DELETING: 'DELETING',
    DELETED: 'DELETED',
  },
  restart: { RUNNING: 'RECOVERING' },
};

describe('the table of legal acts', () => {
  const cells = (Object.keys(acts) as Act[]).flatMap((act) =>
    states.map((state) => {
      const to = leadsTo[act][state];
      return { act, state, outcome: to ?? (state === 'DELETED' ? 'NotFoundException' : 'ConflictException') };
    }),
  );

  it.each(cells)('$act in $state: $outcome', async ({ act, state, outcome }) => {
    const id = await aws.channelIn(state);
    if (outcome.endsWith('Exception')) {
      const message = expect.stringMatching(
        outcome === 'NotFoundException' ? 'does not exist' : `unable to ${act}|not been stopped yet`,
      );
      await expect(acts[act](id)).rejects.toMatchObject({ name: outcome, message });
      expect(await stateOf(id)).toBe(state);
    } else {
      await acts[act](id);
      expect(await stateOf(id)).toBe(outcome);
    }
  });

  it.each(Object.keys(acts) as Act[])('%s of an unknown channel is not found', async (act) => {
    await expect(acts[act]('404')).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('a channel over time', () => {
  it('goes from creation to its tombstone at the pace of AWS, with its input', async () => {
    const InputId = await aws.newInput();
    const id = await aws.newChannel({ InputAttachments: [{ InputId, InputAttachmentName: 'feed' }] });
    expect([await stateOf(id), await inputState(InputId)]).toEqual(['CREATING', 'CREATING']);
    aws.pass(6_000);
    expect([await stateOf(id), await inputState(InputId)]).toEqual(['IDLE', 'ATTACHED']);

    expect((await acts.start(id)).State).toBe('STARTING');
    aws.pass(70_000);
    expect(await stateOf(id)).toBe('STARTING');
    aws.pass(40_000);
    expect(await describeChannel(id)).toMatchObject({
      State: 'RUNNING',
      PipelinesRunningCount: 1,
      PipelineDetails: [{ PipelineId: '0', ActiveInputAttachmentName: 'feed' }],
    });

    expect(await acts.stop(id)).toMatchObject({
      State: 'STOPPING',
      PipelinesRunningCount: 0,
      PipelineDetails: [],
    });
    aws.pass(54_000);
    expect(await stateOf(id)).toBe('IDLE');
    await acts.update(id);
    aws.pass(12_000);
    expect(await describeChannel(id)).toMatchObject({ State: 'IDLE', Name: 'other' });

    expect((await acts.delete(id)).State).toBe('DELETING');
    const early = aws.client.send(new DeleteInputCommand({ InputId }));
    await expect(early).rejects.toMatchObject({ name: 'ConflictException' });
    aws.pass(24_000);
    expect([await stateOf(id), await inputState(InputId)]).toEqual(['DELETED', 'DETACHED']);
    await aws.client.send(new DeleteInputCommand({ InputId }));
    expect(await inputState(InputId)).toBe('DELETING');
    aws.pass(12_000);
    expect(await inputState(InputId)).toBe('DELETED');
    aws.pass(420_000);
    expect([await stateOf(id), await inputState(InputId)]).toEqual(['DELETED', 'DELETED']);
    aws.pass(180_000);
    await expect(stateOf(id)).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(inputState(InputId)).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('recovers by itself after its pipelines are restarted', async () => {
    const id = await aws.channelIn('RUNNING');
    const restarted = await acts.restart(id);
    expect(restarted).toMatchObject({ State: 'RECOVERING', PipelinesRunningCount: 0 });
    aws.pass(36_000);
    expect(await describeChannel(id)).toMatchObject({ State: 'RUNNING', PipelinesRunningCount: 1 });
  });

  it('does not restart a pipeline it does not have', async () => {
    const ChannelId = await aws.channelIn('RUNNING');
    const act = aws.client.send(
      new RestartChannelPipelinesCommand({ ChannelId, PipelineIds: ['PIPELINE_1'] }),
    );
    await expect(act).rejects.toMatchObject({ name: 'BadRequestException' });
    expect(await stateOf(ChannelId)).toBe('RUNNING');
  });

  it('stays failed until it is made to recover', async () => {
    const id = await aws.channelIn('RUNNING');
    failPipeline(aws.emulator.world, id);
    aws.pass(3_600_000);
    expect(await describeChannel(id)).toMatchObject({ State: 'RECOVERING', PipelinesRunningCount: 0 });
    recoverPipeline(aws.emulator.world, id);
    expect(await describeChannel(id)).toMatchObject({ State: 'RUNNING', PipelinesRunningCount: 1 });
  });

  it('does not fail while it does not run', async () => {
    const id = await aws.channelIn('IDLE');
    failPipeline(aws.emulator.world, id);
    expect(await stateOf(id)).toBe('IDLE');
  });

  it.each([
    ['start', 'IDLE', 'STARTING', 'STARTING'],
    ['start', 'RUNNING', 'RUNNING', 'RUNNING'],
    ['stop', 'RUNNING', 'STOPPING', 'IDLE'],
    ['stop', 'IDLE', 'IDLE', 'IDLE'],
    ['delete', 'RUNNING', 'DELETING', 'DELETED'],
  ] as const)('lets someone else %s it while %s', async (act, state, at, then) => {
    const id = await aws.channelIn(state);
    outsideHand(aws.emulator.world, id, act);
    expect(await stateOf(id)).toBe(at);
    aws.pass(55_000);
    expect(await stateOf(id)).toBe(then);
  });

  it('settles by the clock also when nobody asks', async () => {
    const id = await aws.newChannel();
    aws.pass(6_000);
    expect(aws.emulator.world.account.channels[id]?.state).toBe('IDLE');
  });
});

describe('List, late by its lag', () => {
  const listed = async (id: string) => {
    const { Channels } = await aws.client.send(new ListChannelsCommand({ MaxResults: 1_000 }));
    return Channels?.find(({ Id }) => Id === id)?.State;
  };

  it('shows a channel and its states only after the lag, while Describe knows them', async () => {
    const { settings } = aws.emulator.world.account;
    settings.listLagMs = 10_000;
    const id = await aws.newChannel();
    expect(await listed(id)).toBeUndefined();
    aws.pass(6_000);
    expect([await stateOf(id), await listed(id)]).toEqual(['IDLE', undefined]);
    aws.pass(10_000);
    expect(await listed(id)).toBe('IDLE');
    await acts.start(id);
    expect([await stateOf(id), await listed(id)]).toEqual(['STARTING', 'IDLE']);
    aws.pass(10_000);
    expect(await listed(id)).toBe('STARTING');
    settings.listLagMs = 0;
  });
});

describe('an instant account', () => {
  it('shows what is deleted for as long as a waiter of AWS asks', async () => {
    await using instant = await startMediaLive(0);
    const ChannelId = await instant.newChannel();
    await instant.client.send(new DeleteChannelCommand({ ChannelId }));
    instant.pass(84 * 5_000);
    const shown = await instant.client.send(new DescribeChannelCommand({ ChannelId }));
    expect(shown.State).toBe('DELETED');
  });

  it('answers an act with the transition and has it over by the next call', async () => {
    await using instant = await startMediaLive(0);
    const ChannelId = await instant.newChannel();
    const started = await instant.client.send(new StartChannelCommand({ ChannelId }));
    expect(started.State).toBe('STARTING');
    const after = await instant.client.send(new DescribeChannelCommand({ ChannelId }));
    expect(after.State).toBe('RUNNING');
  });
});
