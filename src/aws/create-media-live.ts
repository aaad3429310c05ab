import {
  CreateChannelCommand,
  CreateInputCommand,
  DeleteChannelCommand,
  DeleteInputCommand,
  DescribeChannelCommand,
  DescribeInputCommand,
  ListAlertsCommand,
  ListChannelsCommand,
  ListInputsCommand,
  type MediaLiveClient,
  RestartChannelPipelinesCommand,
  StartChannelCommand,
  StopChannelCommand,
  UpdateChannelCommand,
} from '@aws-sdk/client-medialive';
import { createRedactor } from '../domain/redaction/create-redactor.ts';
import { allPages } from './all-pages.ts';
import { channelDigest } from './channel-digest.ts';
import { classify, toAwsError } from './classify.ts';
import { toCreateChannel, toUpdateChannel } from './dedicated-channel.ts';
import { type ChannelSettings, type LookOptions, listedPerPage, type MediaLive } from './media-live.ts';
import { noteDoubts } from './note-doubts.ts';
import { paceCalls } from './pace-calls.ts';
import type { RateBudget } from './rate-budget.ts';
import { repeatWhile } from './repeat-while.ts';
import { requireMember } from './require-member.ts';
import { keysOf, toSeenAlert, toSeenChannel, toSeenInput } from './seen-channel.ts';

export interface MediaLiveDeps {
  client: MediaLiveClient;
  /** Shared by all that calls MediaLive in this account and region. */
  budget: RateBudget;
  /** Takes out of a text what must not be shown. */
  redact: (text: string) => string;
  /** What tells stream keys apart and says nothing of them. */
  fingerprint: (key: string) => string;
}

/** MediaLive through its SDK client. Keys that it echoes never leave this function, not even inside its messages. */
export function createMediaLive({ client, budget, redact, fingerprint }: MediaLiveDeps): MediaLive {
  paceCalls(client, budget);
  noteDoubts(client);
  /** The keys of each channel in the last two Lists, to recognise them in alerts and errors about it. */
  let keys = new Map<string, string[]>();
  let listedKeys: [string, string[]][] = [];

  // All our keys first: one that a channel had before may be the beginning of the one it has now.
  const hider = (secrets: readonly string[]) => {
    const others = createRedactor();
    others.hold('aws', secrets);
    return (text: string) => others.redact(redact(text));
  };

  const seenKeys = () => [...keys.values()].flat();

  async function call<T>(operation: string, run: () => Promise<T>, secrets: string[] = []): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw toAwsError(error, operation, hider([...secrets, ...seenKeys()]));
    }
  }

  const secretsOf = ({ streamKey }: ChannelSettings) => [streamKey];
  const abort = ({ signal }: LookOptions = {}) => (signal ? { abortSignal: signal } : {});

  async function describeChannel(ChannelId: string, options?: LookOptions) {
    const channel = await unlessGone(client.send(new DescribeChannelCommand({ ChannelId }), abort(options)));
    if (channel) requireMember(channel.Id === ChannelId || undefined, 'DescribeChannel', 'the channel');
    if (channel) requireMember(channel.State, 'DescribeChannel', 'a state');
    return channel;
  }

  return {
    listChannels: (options) =>
      call('ListChannels', async () => {
        const channels = await allPages('ListChannels', async (NextToken) => {
          const command = new ListChannelsCommand({ NextToken, MaxResults: listedPerPage });
          const page = await client.send(command, abort(options));
          return { items: page.Channels, token: page.NextToken };
        });
        const before = listedKeys;
        listedKeys = channels.map((channel) => [channel.Id ?? '', keysOf(channel)]);
        // One List may lack what is there.
        keys = new Map([...before, ...listedKeys]);
        return channels
          .map((channel) => toSeenChannel(channel, 'ListChannels'))
          .filter(({ state }) => state !== 'DELETED');
      }),

    listInputs: (options) =>
      call('ListInputs', async () => {
        const inputs = await allPages('ListInputs', async (NextToken) => {
          const command = new ListInputsCommand({ NextToken, MaxResults: listedPerPage });
          const page = await client.send(command, abort(options));
          return { items: page.Inputs, token: page.NextToken };
        });
        return inputs
          .map((input) => toSeenInput(input, 'ListInputs'))
          .filter(({ state }) => state !== 'DELETED');
      }),

    describeChannel: (ChannelId, options) =>
      call('DescribeChannel', async () => {
        const channel = await describeChannel(ChannelId, options);
        return channel && toSeenChannel(channel, 'DescribeChannel');
      }),

    channelDigest: (ChannelId, options) =>
      call('DescribeChannel', async () => {
        const channel = await describeChannel(ChannelId, options);
        return channel && channel.State !== 'DELETED' ? channelDigest(channel, fingerprint) : null;
      }),

    describeInput: (InputId, options) =>
      call('DescribeInput', async () => {
        const input = await unlessGone(client.send(new DescribeInputCommand({ InputId }), abort(options)));
        if (input) requireMember(input.Id === InputId || undefined, 'DescribeInput', 'the input');
        return input && toSeenInput(input, 'DescribeInput');
      }),

    listAlerts: (ChannelId, options) =>
      call('ListAlerts', async () => {
        const alerts = await allPages('ListAlerts', async (NextToken) => {
          const command = new ListAlertsCommand({ ChannelId, StateFilter: 'SET', NextToken });
          const page = await client.send(command, abort(options));
          return { items: page.Alerts, token: page.NextToken };
        });
        const set = alerts.filter(({ State }) => State !== 'CLEARED');
        if (set.length === 0) return [];
        const hide = hider(seenKeys());
        return set.map((alert) => toSeenAlert(alert, hide));
      }),

    createInput: ({ requestId, name, flowArn, roleArn, tags }, options) =>
      call('CreateInput', async () => {
        const command = new CreateInputCommand({
          RequestId: requestId,
          Type: 'MEDIACONNECT',
          Name: name,
          MediaConnectFlows: [{ FlowArn: flowArn }],
          RoleArn: roleArn,
          Tags: tags,
        });
        const { Input } = await client.send(repeatWhile(command, options));
        return toSeenInput(Input, 'CreateInput');
      }),

    createChannel: (args, options) =>
      call(
        'CreateChannel',
        async () => {
          const command = new CreateChannelCommand(toCreateChannel(args));
          const { Channel } = await client.send(repeatWhile(command, options));
          return toSeenChannel(Channel, 'CreateChannel');
        },
        secretsOf(args),
      ),

    updateChannel: (args, options) =>
      call(
        'UpdateChannel',
        async () => {
          const command = new UpdateChannelCommand(toUpdateChannel(args));
          const { Channel } = await client.send(repeatWhile(command, options));
          return toSeenChannel(Channel, 'UpdateChannel');
        },
        secretsOf(args),
      ),

    startChannel: (ChannelId, options) =>
      call('StartChannel', async () =>
        toSeenChannel(
          await client.send(repeatWhile(new StartChannelCommand({ ChannelId }), options)),
          'StartChannel',
        ),
      ),

    stopChannel: (ChannelId, options) =>
      call('StopChannel', async () =>
        toSeenChannel(
          await client.send(repeatWhile(new StopChannelCommand({ ChannelId }), options)),
          'StopChannel',
        ),
      ),

    restartChannelPipelines: (ChannelId, options) =>
      call('RestartChannelPipelines', async () =>
        toSeenChannel(
          await client.send(repeatWhile(new RestartChannelPipelinesCommand({ ChannelId }), options)),
          'RestartChannelPipelines',
        ),
      ),

    deleteChannel: (ChannelId, options) =>
      call('DeleteChannel', async () => {
        await unlessGone(client.send(repeatWhile(new DeleteChannelCommand({ ChannelId }), options)));
      }),

    deleteInput: (InputId, options) =>
      call('DeleteInput', async () => {
        await unlessGone(client.send(repeatWhile(new DeleteInputCommand({ InputId }), options)));
      }),
  };
}

/** What the call answers, or null where it says that the thing is not there. */
export async function unlessGone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (classify(error) === 'NOT_FOUND') return null;
    throw error;
  }
}
