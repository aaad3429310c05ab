import {
  AddFlowOutputsCommand,
  StopFlowCommand,
  UpdateFlowOutputCommand,
} from '@aws-sdk/client-mediaconnect';
import { StartChannelCommand, StopChannelCommand } from '@aws-sdk/client-medialive';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../../emulator/start-emulator.ts';
import { createEmulatorClients, type EmulatorClients } from '../../_kit/emulator-clients.ts';
import { createManualClock, type ManualClock } from '../../_kit/manual-clock.ts';

interface Event {
  'detail-type': string;
  resources: string[];
  detail: Record<string, unknown>;
}

let time: ManualClock;
let emulator: Emulator;
let aws: EmulatorClients;

beforeEach(async () => {
  time = createManualClock();
  emulator = await startEmulator({ clock: time, timeScale: 1 });
  aws = createEmulatorClients(emulator);
});
afterEach(async () => {
  aws[Symbol.dispose]();
  await emulator.close();
});

/** Everything that was sent since the last time. */
async function events(): Promise<Event[]> {
  const QueueUrl = emulator.seeded.queueUrl;
  const all: Event[] = [];
  for (;;) {
    const { Messages = [] } = await aws.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return all;
    for (const { Body = '', ReceiptHandle } of Messages) {
      all.push(JSON.parse(Body) as Event);
      await aws.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
const details = async (type: string) =>
  (await events()).filter((event) => event['detail-type'] === type).map(({ detail }) => detail);
const states = async () => (await details('MediaLive Channel State Change')).map(({ state }) => state);
const control = (path: string, body: object = {}) =>
  fetch(`${emulator.url}/_emulator${path}`, { method: 'POST', body: JSON.stringify(body) });

describe('the events of the local AWS', () => {
  it('come in the envelope of EventBridge', async () => {
    const { primaryChannelId } = emulator.seeded;
    await aws.medialive.send(new StopChannelCommand({ ChannelId: primaryChannelId }));
    const arn = `arn:aws:medialive:us-east-1:111122223333:channel:${primaryChannelId}`;
    expect(await events()).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[\da-f-]{36}$/),
        'detail-type': 'MediaLive Channel State Change',
        source: 'aws.medialive',
        account: '111122223333',
        time: '2026-11-01T12:00:00Z',
        region: 'us-east-1',
        resources: [arn],
        detail: {
          channel_arn: arn,
          state: 'STOPPING',
          message: expect.any(String),
          pipelines_running_count: 0,
        },
      },
    ]);
  });

  it('tell of a stop and a start in the words of events, which are not those of the API', async () => {
    const ChannelId = emulator.seeded.primaryChannelId;
    await aws.medialive.send(new StopChannelCommand({ ChannelId }));
    await time.run(60_000);
    expect(await states()).toEqual(['STOPPING', 'STOPPED']);
    await aws.medialive.send(new StartChannelCommand({ ChannelId }));
    await time.run(120_000);
    expect(await states()).toEqual(['STARTING', 'RUNNING']);
    await control(`/channels/${ChannelId}/fail`);
    await control(`/channels/${ChannelId}/recover`);
    expect(await states()).toEqual(['RECOVERING', 'RUNNING']);
    await control(`/channels/${ChannelId}/outside`, { do: 'delete' });
    await time.run(120_000);
    expect(await states()).toEqual(['DELETING', 'DELETED']);
  });

  it('tell of alerts that are set and cleared', async () => {
    const { flowArn } = emulator.seeded;
    await control('/sources', { flowArn, connected: false });
    const set = await details('MediaLive Channel Alert');
    expect(set.map(({ alarm_state, alert_type }) => [alarm_state, alert_type])).toEqual([
      ['SET', 'Stopped Receiving UDP Input'],
      ['SET', 'Video Not Detected'],
    ]);
    await control('/sources', { flowArn, connected: true });
    const cleared = await details('MediaLive Channel Alert');
    expect(cleared).toEqual(set.map((detail) => ({ ...detail, alarm_state: 'CLEARED' })));
  });

  it('tell of a flow that stops and of its source', async () => {
    const { flowArn } = emulator.seeded;
    await control('/sources', { flowArn, connected: false });
    const [health] = (await events()).filter(
      (event) => event['detail-type'] === 'MediaConnect Source Health',
    );
    expect(health).toMatchObject({
      resources: [flowArn, expect.stringContaining(':source:')],
      detail: {
        unhealthy: true,
        current: { source_state: 'DISCONNECTED' },
        previous: { source_state: 'CONNECTED' },
      },
    });
    await aws.mediaconnect.send(new StopFlowCommand({ FlowArn: flowArn }));
    await time.run(30_000);
    expect(await details('MediaConnect Flow Status Change')).toEqual([
      { currentStatus: 'STOPPING', previousStatus: 'ACTIVE' },
      { currentStatus: 'STANDBY', previousStatus: 'STOPPING' },
    ]);
  });

  it('tell of an output that connects, is refused, and is switched off', async () => {
    const FlowArn = emulator.seeded.flowArn;
    const { Outputs } = await aws.mediaconnect.send(
      new AddFlowOutputsCommand({
        FlowArn,
        Outputs: [{ Name: 'one', Protocol: 'srt-caller', Destination: 'tv.example.com', Port: 9000 }],
      }),
    );
    const OutputArn = Outputs?.[0]?.OutputArn;
    const link = async () =>
      (await events())
        .filter((event) => event['detail-type'] === 'MediaConnect Output Health')
        .map(({ resources, detail }) => [resources, detail['current']]);
    expect(await link()).toEqual([[[FlowArn, OutputArn], { state: 'CONNECTED' }]]);
    await control('/platforms', { urlPrefix: 'srt://tv.example.com', accepts: false });
    expect(await link()).toEqual([[[FlowArn, OutputArn], { state: 'DISCONNECTED' }]]);
    await aws.mediaconnect.send(
      new UpdateFlowOutputCommand({ FlowArn, OutputArn, OutputStatus: 'DISABLED' }),
    );
    expect(await details('MediaConnect Output Status Change')).toEqual([
      { currentStatus: 'DISABLED', previousStatus: 'ENABLED' },
    ]);
  });

  it('begin anew with a reset account', async () => {
    const { primaryChannelId } = emulator.seeded;
    await aws.medialive.send(new StopChannelCommand({ ChannelId: primaryChannelId }));
    await control('/reset');
    expect(await states()).not.toContain('STOPPING');
  });
});
