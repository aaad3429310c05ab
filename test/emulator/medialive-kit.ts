import {
  CreateChannelCommand,
  type CreateChannelCommandInput,
  CreateInputCommand,
  type EncoderSettings,
  type MediaLiveClient,
} from '@aws-sdk/client-medialive';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import type { ChannelState } from '../../emulator/world.ts';
import { createEmulatorClients } from '../_kit/emulator-clients.ts';
import { createManualClock } from '../_kit/manual-clock.ts';

export const roleArn = 'arn:aws:iam::111122223333:role/MediaLiveAccessRole';

export interface LocalMediaLive extends AsyncDisposable {
  emulator: Emulator;
  client: MediaLiveClient;
  /** Lets time pass at AWS's own pace. */
  pass(ms: number): void;
  newInput(requestId?: string): Promise<string>;
  newChannel(changes?: Partial<CreateChannelCommandInput>): Promise<string>;
  /** A new channel put straight into a state, with nothing under way. */
  channelIn(state: ChannelState): Promise<string>;
}

/** The local AWS with AWS's own client, whose time the test moves. */
export async function startMediaLive(timeScale = 1): Promise<LocalMediaLive> {
  const clock = createManualClock();
  const emulator = await startEmulator({ port: 0, timeScale, clock });
  const { settings } = emulator.world.account;
  settings.throttle = { perSecond: 100_000, burst: 100_000 };
  settings.quotas.channels = 100;
  settings.quotas.pushInputs = 100;
  settings.quotas.outputsPerFlow = 100;
  // Time for the throttle to fill up to its new burst.
  clock.advance(1_000);
  const clients = createEmulatorClients(emulator);
  const client = clients.medialive;

  async function newInput(RequestId?: string): Promise<string> {
    const { Input } = await client.send(
      new CreateInputCommand({
        Name: 'feed',
        Type: 'MEDIACONNECT',
        RoleArn: roleArn,
        MediaConnectFlows: [{ FlowArn: emulator.seeded.flowArn }],
        ...(RequestId && { RequestId }),
      }),
    );
    return Input?.Id ?? '';
  }

  async function newChannel(changes: Partial<CreateChannelCommandInput> = {}): Promise<string> {
    const InputAttachments = changes.InputAttachments ?? [
      { InputId: await newInput(), InputAttachmentName: 'feed' },
    ];
    const { Channel } = await client.send(
      new CreateChannelCommand({ ...channelRequest, InputAttachments, ...changes }),
    );
    return Channel?.Id ?? '';
  }

  return {
    emulator,
    client,
    newInput,
    newChannel,
    pass: (ms) => clock.advance(ms),
    async channelIn(state) {
      const id = await newChannel();
      const channel = emulator.world.account.channels[id];
      if (!channel) throw new Error('The channel was not kept');
      channel.state = state;
      channel.settling = null;
      emulator.world.changed();
      return id;
    },
    async [Symbol.asyncDispose]() {
      clients[Symbol.dispose]();
      await emulator.close();
    },
  };
}

/** An encoder of one picture and one sound, pushed to one place. */
export const encoderSettings: EncoderSettings = {
  TimecodeConfig: { Source: 'SYSTEMCLOCK' },
  VideoDescriptions: [{ Name: 'video', Width: 1280, Height: 720 }],
  AudioDescriptions: [{ Name: 'audio', AudioSelectorName: 'Default' }],
  OutputGroups: [
    {
      Name: 'push',
      OutputGroupSettings: { RtmpGroupSettings: {} },
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
};

export const channelRequest = {
  Name: 'one',
  ChannelClass: 'SINGLE_PIPELINE',
  RoleArn: roleArn,
  Destinations: [{ Id: 'push', Settings: [{ Url: 'rtmp://live.example.com/app', StreamName: 'fake-key' }] }],
  EncoderSettings: encoderSettings,
} as const satisfies CreateChannelCommandInput;
