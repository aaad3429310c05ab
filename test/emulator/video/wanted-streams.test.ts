import { describe, expect, it } from 'vitest';
import { newAccount } from '../../../emulator/new-account.ts';
import { wantedStreams } from '../../../emulator/video/wanted-streams.ts';
import type { Account, StoredChannel, StoredFlow } from '../../../emulator/world.ts';

const flowArn = 'arn:aws:mediaconnect:us-east-1:111122223333:flow:1-aaaaaaaaaaaaaaaa-bbbbbbbbbbbb:live';
const inputArn = 'arn:aws:medialive:us-east-1:111122223333:input:7';

function flow(change: Partial<StoredFlow> = {}): StoredFlow {
  return {
    arn: flowArn,
    name: 'live',
    state: 'ACTIVE',
    settling: null,
    config: {
      availabilityZone: 'us-east-1a',
      description: '',
      egressIp: '127.0.0.1',
      entitlements: [],
      vpcInterfaces: [],
      sources: [
        {
          name: 'camera',
          sourceArn: 'source',
          ingestPort: 9998,
          transport: { protocol: 'srt-listener', minLatency: 200 },
        },
      ],
    },
    outputs: [{ arn: 'for-medialive', name: 'ml', config: { mediaLiveInputArn: inputArn } }],
    encoderSending: false,
    format: {
      videoCodec: 'h264',
      width: 1,
      height: 1,
      framesPerSecond: 1,
      audioCodec: 'aac',
      audioSampleRate: 1,
      bitsPerSecond: 1,
    },
    ...change,
  };
}

function channel(change: Partial<StoredChannel> = {}): StoredChannel {
  return {
    id: '42',
    arn: 'arn:aws:medialive:us-east-1:111122223333:channel:42',
    state: 'RUNNING',
    settling: null,
    config: {
      inputAttachments: [{ inputId: '7' }],
      destinations: [{ id: 'd1', settings: [{ url: 'rtmp://a.example.net/live', streamName: 'fake-key' }] }],
      encoderSettings: {
        outputGroups: [
          {
            outputGroupSettings: { rtmpGroupSettings: { restartDelay: 20 } },
            outputs: [
              {
                outputSettings: {
                  rtmpOutputSettings: {
                    destination: { destinationRefId: 'd1' },
                    connectionRetryInterval: 3,
                    numRetries: 4,
                  },
                },
              },
            ],
          },
        ],
      },
    },
    failedPipelines: [],
    alerts: [],
    runningSince: 0,
    deletedAt: null,
    ...change,
  };
}

function account({
  flows = [flow()],
  channels = [channel()],
  platforms = [] as Account['platforms'],
} = {}): Account {
  return {
    nextId: 1,
    channels: Object.fromEntries(channels.map((each) => [each.id, each])),
    inputs: {
      '7': {
        id: '7',
        arn: inputArn,
        state: 'ATTACHED',
        settling: null,
        config: {},
        flowArns: [flowArn],
        attachedChannelId: '42',
        deletedAt: null,
      },
    },
    flows: Object.fromEntries(flows.map((each) => [each.arn, each])),
    tags: {},
    requestIds: {},
    platforms,
    pushFailures: {},
    settings: newAccount(0).settings,
  };
}

const edge = (name: string, config: Record<string, unknown>) => ({ arn: name, name, config });

describe('what must flow', () => {
  it('is one SRT listener per active flow', () => {
    expect(wantedStreams(account({ channels: [] })).ingests).toEqual([
      { flowArn, mode: 'listener', host: '127.0.0.1', port: 9998, latencyMs: 200, streamId: null },
    ]);
    expect(wantedStreams(account({ flows: [flow({ state: 'STANDBY' })] })).ingests).toEqual([]);
  });

  it('is one push per RTMP destination of a running channel, retried as the channel says', () => {
    expect(wantedStreams(account()).senders).toEqual([
      {
        kind: 'rtmp',
        flowArn,
        channelId: '42',
        destinationId: 'd1',
        url: 'rtmp://a.example.net/live',
        streamName: 'fake-key',
        retryIntervalMs: 3_000,
        retries: 4,
        restartDelayMs: 20_000,
      },
    ]);
  });

  it.each([
    ['the channel is idle', { channels: [channel({ state: 'IDLE' })] }],
    ['the channel is still starting', { channels: [channel({ state: 'STARTING' })] }],
    ['its pipeline has failed', { channels: [channel({ failedPipelines: ['0'] })] }],
    ['its platform refuses', { platforms: [{ urlPrefix: 'rtmp://a.example.net', accepts: false }] }],
    [
      "its flow's output toward it is disabled",
      { flows: [flow({ outputs: [edge('ml', { mediaLiveInputArn: inputArn, outputStatus: 'DISABLED' })] })] },
    ],
  ])('is no push while %s', (_why, change) => {
    expect(wantedStreams(account(change)).senders).toEqual([]);
  });

  it('is one SRT sender per enabled output of an active flow, and none for what MediaLive or others carry', () => {
    const outputs = [
      edge('caller', {
        destination: 'a.example.net',
        port: 7001,
        transport: { protocol: 'srt-caller', streamId: 's' },
      }),
      edge('listener', { port: 7002, transport: { protocol: 'srt-listener', minLatency: 300 } }),
      edge('off', {
        destination: 'b.example.net',
        port: 7003,
        outputStatus: 'DISABLED',
        transport: { protocol: 'srt-caller' },
      }),
      edge('ml', { mediaLiveInputArn: inputArn, port: 5000, transport: { protocol: 'rtp-fec' } }),
      edge('rist', { destination: 'c.example.net', port: 7005, transport: { protocol: 'rist' } }),
    ];
    const wanted = wantedStreams(account({ channels: [], flows: [flow({ outputs })] }));
    expect(wanted.senders).toMatchObject([
      {
        outputArn: 'caller',
        mode: 'caller',
        host: 'a.example.net',
        port: 7001,
        latencyMs: 2_000,
        streamId: 's',
      },
      { outputArn: 'listener', mode: 'listener', host: '127.0.0.1', port: 7002, latencyMs: 300 },
    ]);
    expect(wanted.notCarried).toEqual(['the output rist of live: rist is not carried, only SRT is']);
  });

  it('never carries in clear what is to be encrypted', () => {
    const encryption = { keyType: 'srt-password', roleArn: 'role', secretArn: 'secret' };
    const outputs = [
      edge('sealed', {
        destination: 'a.example.net',
        port: 7001,
        encryption,
        transport: { protocol: 'srt-caller' },
      }),
    ];
    const wanted = wantedStreams(account({ channels: [], flows: [flow({ outputs })] }));
    expect(wanted.senders).toEqual([]);
    expect(wanted.notCarried).toEqual(['the output sealed of live: encrypted outputs are not carried']);
  });
});
