import {
  ListAlertsCommand,
  paginateListAlerts,
  RestartChannelPipelinesCommand,
  StartChannelCommand,
  StopChannelCommand,
  UpdateInputCommand,
} from '@aws-sdk/client-medialive';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFlow } from '../../emulator/mediaconnect/flow-lifecycle.ts';
import { deriveAlerts } from '../../emulator/medialive/derive-alerts.ts';
import { failPipeline, recoverPipeline } from '../../emulator/medialive/outside.ts';
import type { StoredFlow } from '../../emulator/world.ts';
import { channelRequest, type LocalMediaLive, startMediaLive } from './medialive-kit.ts';

let aws: LocalMediaLive;
let id: string;
let flow: StoredFlow;
beforeEach(async () => {
  aws = await startMediaLive();
  id = await aws.channelIn('RUNNING');
  const [seeded] = Object.values(aws.emulator.world.account.flows);
  if (!seeded) throw new Error('No flow was seeded');
  flow = seeded;
});
afterEach(() => aws[Symbol.asyncDispose]());

async function alerts(StateFilter?: 'SET' | 'CLEARED' | 'ALL') {
  const request = { ChannelId: id, ...(StateFilter && { StateFilter }) };
  return (await aws.client.send(new ListAlertsCommand(request))).Alerts ?? [];
}
const types = async () => (await alerts()).map(({ AlertType }) => AlertType);

const noPush = ['Failed RTMP Connection', 'Failed to Write to Output'];
const noFeed = ['Stopped Receiving UDP Input', 'Video Not Detected'];

/** Switches MediaLive's own output on the flow toward the channel under test. */
function switchOutput(outputStatus: 'ENABLED' | 'DISABLED'): void {
  const output = flow.outputs.at(-1);
  if (output) output.config['outputStatus'] = outputStatus;
}

const causes: [string, string[], () => void, () => void][] = [
  [
    'a platform that refuses',
    noPush,
    () => aws.emulator.world.account.platforms.push({ urlPrefix: 'rtmp://live.example.com', accepts: false }),
    () =>
      aws.emulator.world.account.platforms.push({ urlPrefix: 'rtmp://live.example.com/app', accepts: true }),
  ],
  [
    'a push that fails for real',
    noPush,
    () => {
      aws.emulator.world.account.pushFailures[id] = { push: 'Connection reset' };
    },
    () => {
      aws.emulator.world.account.pushFailures = {};
    },
  ],
  [
    'a source that RTMP does not carry',
    ['Failed to Write to Output'],
    () => {
      const push = { cause: 'FORMAT' as const, message: 'RTMP does not carry hevc video.' };
      aws.emulator.world.account.pushFailures[id] = { push };
    },
    () => {
      aws.emulator.world.account.pushFailures = {};
    },
  ],
  [
    'a certificate that nobody trusts',
    ['Failed to Validate Certificate Chain When Publishing', ...noPush],
    () => {
      const push = { cause: 'CERTIFICATE' as const, message: 'not trusted' };
      aws.emulator.world.account.pushFailures[id] = { push };
    },
    () => {
      aws.emulator.world.account.pushFailures = {};
    },
  ],
  [
    'an encoder that does not send',
    noFeed,
    () => {
      flow.encoderSending = false;
    },
    () => {
      flow.encoderSending = true;
    },
  ],
  [
    'a flow that is off',
    noFeed,
    () => {
      flow.state = 'STANDBY';
    },
    () => {
      flow.state = 'ACTIVE';
    },
  ],
  ['a flow output that is off', noFeed, () => switchOutput('DISABLED'), () => switchOutput('ENABLED')],
  [
    'a failed pipeline',
    ['Failed to Write to Output'],
    () => failPipeline(aws.emulator.world, id),
    () => recoverPipeline(aws.emulator.world, id),
  ],
];

describe('an alert', () => {
  it.each(causes)('follows from %s and is cleared with it', async (_, expected, begin, end) => {
    expect(await types()).toEqual([]);
    begin();
    aws.emulator.world.changed();
    expect(await types()).toEqual(expected);
    expect((await alerts('CLEARED')).length).toBe(0);
    aws.pass(5_000);
    end();
    aws.emulator.world.changed();
    expect(await types()).toEqual([]);
    const cleared = await alerts('CLEARED');
    expect(cleared.map(({ AlertType, State }) => [AlertType, State])).toEqual(
      expected.map((type) => [type, 'CLEARED']),
    );
    for (const { SetTimestamp, ClearedTimestamp } of cleared) {
      expect((ClearedTimestamp?.getTime() ?? 0) - (SetTimestamp?.getTime() ?? 0)).toBe(5_000);
    }
  });

  it.each(causes)('of %s is not raised on a channel that is idle', async (_, __, begin) => {
    id = await aws.channelIn('IDLE');
    begin();
    aws.emulator.world.changed();
    expect(await alerts('ALL')).toEqual([]);
  });

  it('is cleared by a stop', async () => {
    flow.encoderSending = false;
    aws.emulator.world.changed();
    expect(await types()).toEqual(noFeed);
    await aws.client.send(new StopChannelCommand({ ChannelId: id }));
    expect(await types()).toEqual([]);
    expect(await alerts('ALL')).toHaveLength(2);
  });

  it('of a real push is not carried over a stop', async () => {
    aws.emulator.world.account.pushFailures[id] = { push: 'Connection reset' };
    aws.emulator.world.changed();
    await aws.client.send(new StopChannelCommand({ ChannelId: id }));
    aws.pass(54_000);
    await aws.client.send(new StartChannelCommand({ ChannelId: id }));
    aws.pass(110_000);
    expect(await types()).toEqual([]);
  });

  it('is raised once however often its cause is looked at', async () => {
    flow.encoderSending = false;
    expect(deriveAlerts(aws.emulator.world)).toBe(true);
    expect(deriveAlerts(aws.emulator.world)).toBe(false);
    expect(await alerts('ALL')).toHaveLength(2);
  });

  it('is raised only on the pipeline whose flow is silent', async () => {
    const source = { name: 'b', protocol: 'srt-listener', ingestPort: 9_997, whitelistCidr: '10.0.0.0/8' };
    const other = createFlow(aws.emulator.world, { name: 'b', availabilityZone: 'us-east-1b', source });
    other.state = 'ACTIVE';
    const InputId = await aws.newInput();
    const flows = [flow.arn, other.arn].map((FlowArn) => ({ FlowArn }));
    aws.pass(4_000);
    await aws.client.send(new UpdateInputCommand({ InputId, MediaConnectFlows: flows }));
    const [rtmp] = channelRequest.Destinations[0].Settings;
    id = await aws.newChannel({
      ChannelClass: 'STANDARD',
      InputAttachments: [{ InputId }],
      Destinations: [{ Id: 'push', Settings: [rtmp, { ...rtmp, Url: 'rtmp://backup.example.com/app' }] }],
    });
    aws.pass(6_000);
    await aws.client.send(new StartChannelCommand({ ChannelId: id }));
    aws.pass(110_000);
    expect((await alerts()).map(({ AlertType, PipelineId }) => [AlertType, PipelineId])).toEqual(
      noFeed.map((type) => [type, '1']),
    );
  });

  it('is not raised for a pipeline that is being restarted', async () => {
    await aws.client.send(new RestartChannelPipelinesCommand({ ChannelId: id }));
    expect(await alerts('ALL')).toEqual([]);
  });

  it('is forgotten long after it was cleared', async () => {
    for (let n = 0; n < 60; n += 1) {
      flow.encoderSending = !flow.encoderSending;
      aws.emulator.world.changed();
    }
    let cleared = 0;
    for await (const page of paginateListAlerts(
      { client: aws.client },
      { ChannelId: id, StateFilter: 'CLEARED' },
    )) {
      cleared += page.Alerts?.length ?? 0;
    }
    expect(cleared).toBe(50);
  });

  it('names its pipeline and never a stream key', async () => {
    aws.emulator.world.account.platforms.push({ urlPrefix: 'rtmp://', accepts: false });
    aws.emulator.world.changed();
    const [first] = await alerts();
    expect(first).toMatchObject({ PipelineId: '0', State: 'SET', Message: expect.stringContaining('push') });
    expect(JSON.stringify(await alerts())).not.toContain('fake-key');
  });

  it('comes in pages and only by a known filter', async () => {
    flow.encoderSending = false;
    aws.emulator.world.changed();
    const first = await aws.client.send(new ListAlertsCommand({ ChannelId: id, MaxResults: 1 }));
    expect(first.Alerts).toHaveLength(1);
    const rest = await aws.client.send(
      new ListAlertsCommand({ ChannelId: id, MaxResults: 1, NextToken: first.NextToken }),
    );
    expect(rest.Alerts).toHaveLength(1);
    expect(rest.NextToken).toBeUndefined();
    expect(rest.Alerts?.[0]?.Id).not.toBe(first.Alerts?.[0]?.Id);
    const odd = aws.client.send(new ListAlertsCommand({ ChannelId: id, StateFilter: 'LOUD' }));
    await expect(odd).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('is not found on an unknown channel', async () => {
    const list = aws.client.send(new ListAlertsCommand({ ChannelId: '404' }));
    await expect(list).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});
