import type { World } from '../world.ts';
import { createChannel } from './channel-operations.ts';
import { createInput } from './input-operations.ts';

/** The role MediaLive assumes in the seeded account. */
export const mediaLiveRoleArn = 'arn:aws:iam::111122223333:role/MediaLiveAccessRole';

/** The channel every installation starts from: RUNNING, from the flow to a player's HLS by way of MediaPackage. */
export function seedPrimaryChannel(
  world: World,
  flowArn: string,
): { primaryChannelId: string; mediaLiveRoleArn: string } {
  const input = createInput(world, {
    name: 'lunora-primary-input',
    type: 'MEDIACONNECT',
    roleArn: mediaLiveRoleArn,
    mediaConnectFlows: [{ flowArn }],
  });
  input.state = 'DETACHED';
  input.settling = null;
  const channel = createChannel(world, {
    name: 'lunora-primary-hls',
    channelClass: 'SINGLE_PIPELINE',
    roleArn: mediaLiveRoleArn,
    inputAttachments: [{ inputId: input.id, inputAttachmentName: 'feed' }],
    inputSpecification: {},
    destinations: [{ id: 'player', mediaPackageSettings: [{ channelId: 'lunora-player' }] }],
    encoderSettings: {
      timecodeConfig: { source: 'SYSTEMCLOCK' },
      videoDescriptions: [{ name: 'video', width: 1920, height: 1080 }],
      audioDescriptions: [{ name: 'audio', audioSelectorName: 'Default' }],
      outputGroups: [
        {
          name: 'player',
          outputGroupSettings: { mediaPackageGroupSettings: { destination: { destinationRefId: 'player' } } },
          outputs: [
            {
              outputName: '1080p',
              videoDescriptionName: 'video',
              audioDescriptionNames: ['audio'],
              outputSettings: { mediaPackageOutputSettings: {} },
            },
          ],
        },
      ],
    },
  });
  channel.state = 'RUNNING';
  channel.settling = null;
  channel.runningSince = world.now();
  return { primaryChannelId: channel.id, mediaLiveRoleArn };
}
