import { CreateChannelCommand, CreateInputCommand, type MediaLiveClient } from '@aws-sdk/client-medialive';

export interface RtmpChannelArgs {
  name: string;
  flowArn: string;
  roleArn: string;
  url: string;
  streamName: string;
  /** Seconds, as MediaLive's own settings are. */
  connectionRetryInterval?: number;
  numRetries?: number;
  restartDelay?: number;
}

/** A channel of its own behind an input of its own, idle, that pushes a flow to one RTMP place. Returns its id. */
export async function createRtmpChannel(medialive: MediaLiveClient, args: RtmpChannelArgs): Promise<string> {
  const { name, flowArn, roleArn, url, streamName } = args;
  const { connectionRetryInterval = 1, numRetries = 2, restartDelay = 2 } = args;
  const { Input } = await medialive.send(
    new CreateInputCommand({
      Name: name,
      Type: 'MEDIACONNECT',
      MediaConnectFlows: [{ FlowArn: flowArn }],
      RoleArn: roleArn,
    }),
  );
  const { Channel } = await medialive.send(
    new CreateChannelCommand({
      Name: name,
      ChannelClass: 'SINGLE_PIPELINE',
      RoleArn: roleArn,
      InputAttachments: [{ InputId: Input?.Id, InputAttachmentName: 'feed' }],
      InputSpecification: { Codec: 'AVC', Resolution: 'HD', MaximumBitrate: 'MAX_10_MBPS' },
      Destinations: [{ Id: 'push', Settings: [{ Url: url, StreamName: streamName }] }],
      EncoderSettings: {
        TimecodeConfig: { Source: 'SYSTEMCLOCK' },
        VideoDescriptions: [{ Name: 'video', CodecSettings: { H264Settings: {} } }],
        AudioDescriptions: [
          { Name: 'audio', AudioSelectorName: 'Default', CodecSettings: { AacSettings: {} } },
        ],
        OutputGroups: [
          {
            Name: 'push',
            OutputGroupSettings: { RtmpGroupSettings: { CacheLength: 30, RestartDelay: restartDelay } },
            Outputs: [
              {
                OutputName: 'push',
                VideoDescriptionName: 'video',
                AudioDescriptionNames: ['audio'],
                OutputSettings: {
                  RtmpOutputSettings: {
                    Destination: { DestinationRefId: 'push' },
                    ConnectionRetryInterval: connectionRetryInterval,
                    NumRetries: numRetries,
                  },
                },
              },
            ],
          },
        ],
      },
    }),
  );
  if (!Channel?.Id) throw new Error('CreateChannel answered no channel');
  return Channel.Id;
}
