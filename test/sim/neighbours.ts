import { createChannel } from '../../emulator/medialive/channel-operations.ts';
import { createInput } from '../../emulator/medialive/input-operations.ts';
import type { StoredFlow, World } from '../../emulator/world.ts';

/** Another installation of Lunora in the same account: a channel that runs, its input, and an output, named and tagged as it does. */
export function seedNeighbours(world: World, flow: StoredFlow, roleArn: string): void {
  const name = 'lunora-elsewhere-id1-1';
  const tags = {
    'lunora:installation': 'elsewhere',
    'lunora:destination': 'id1',
    'lunora:generation': '1',
  };
  const { account } = world;
  const input = createInput(world, {
    ...{ name, type: 'MEDIACONNECT', roleArn, tags },
    mediaConnectFlows: [{ flowArn: flow.arn }],
  });
  input.state = 'DETACHED';
  input.settling = null;
  const [primary] = Object.values(account.channels);
  const channel = createChannel(world, {
    ...primary?.config,
    ...{ name, tags, inputAttachments: [{ inputId: input.id, inputAttachmentName: 'feed' }] },
  });
  channel.state = 'RUNNING';
  channel.settling = null;
  channel.runningSince = world.now();
  const arn = `${flow.arn.replace(':flow:', ':output:')}:${name}`;
  account.tags[arn] = tags;
  flow.outputs.push({
    ...{ arn, name },
    config: {
      destination: 'elsewhere.example',
      port: 7_000,
      outputStatus: 'ENABLED',
      transport: { protocol: 'srt-caller' },
    },
  });
}
