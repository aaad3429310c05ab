import { AddFlowOutputsCommand } from '@aws-sdk/client-mediaconnect';
import {
  CreateChannelCommand,
  CreateInputCommand,
  DescribeChannelCommand,
  DescribeInputCommand,
  type MediaLiveClient,
  StartChannelCommand,
  waitUntilChannelCreated,
  waitUntilChannelRunning,
} from '@aws-sdk/client-medialive';
import type { EmulatorClients } from '../_kit/emulator-clients.ts';
import type { AboutEmulator } from '../_kit/start-process.ts';
import { channelRequest } from '../emulator/medialive-kit.ts';
import { readAws } from './read-aws.ts';

/** Named and tagged as ours would be, but of another installation. */
const others = {
  'lunora:installation': '00000000-0000-4000-8000-000000000000',
  'lunora:destination': '00000000-0000-4000-8000-000000000001',
  'lunora:generation': '1',
};
const names = [
  'studio',
  `lunora-${others['lunora:installation']}-${others['lunora:destination']}-1`,
] as const;

/**
 * Puts what others could have into the account: a channel that runs and one that is idle, with an input each, and two
 * outputs of the flow. Resolves with the way to read all that is not to be touched, the primary channel included.
 */
export async function plantForeign(
  aws: EmulatorClients,
  { seeded }: AboutEmulator,
): Promise<() => Promise<string>> {
  const { medialive, mediaconnect } = aws;
  const channels: string[] = [seeded.primaryChannelId];
  const inputs: string[] = [];
  for (const [n, Name] of names.entries()) {
    const Tags = n === 0 ? {} : others;
    const { Input } = await medialive.send(
      new CreateInputCommand({
        ...{ Name, Tags, Type: 'MEDIACONNECT', RoleArn: seeded.mediaLiveRoleArn },
        MediaConnectFlows: [{ FlowArn: seeded.flowArn }],
      }),
    );
    const InputAttachments = [{ InputId: Input?.Id ?? '', InputAttachmentName: 'feed' }];
    const { Channel } = await medialive.send(
      new CreateChannelCommand({ ...channelRequest, Name, Tags, InputAttachments }),
    );
    await waitUntilChannelCreated(patient(medialive), { ChannelId: Channel?.Id });
    channels.push(Channel?.Id ?? '');
    inputs.push(Input?.Id ?? '');
  }
  await medialive.send(new StartChannelCommand({ ChannelId: channels[1] }));
  await waitUntilChannelRunning(patient(medialive), { ChannelId: channels[1] });
  const Outputs = names.map((Name, n) => ({
    ...({ Name, Protocol: 'srt-caller', Destination: 'elsewhere.example', Port: 7_001 + n } as const),
  }));
  await mediaconnect.send(new AddFlowOutputsCommand({ FlowArn: seeded.flowArn, Outputs }));

  return async () => {
    const found: object[] = [];
    for (const ChannelId of channels) {
      const { $metadata, ...channel } = await medialive.send(new DescribeChannelCommand({ ChannelId }));
      found.push(channel);
    }
    for (const InputId of inputs) {
      const { $metadata, ...input } = await medialive.send(new DescribeInputCommand({ InputId }));
      found.push(input);
    }
    const { flow } = await readAws(aws, seeded.flowArn);
    const { Outputs: all = [], ...rest } = flow;
    const theirs = all.filter(({ Name = '' }) => (names as readonly string[]).includes(Name));
    return JSON.stringify([...found, rest, ...theirs], null, 1);
  };
}

const patient = (client: MediaLiveClient) => ({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 });
