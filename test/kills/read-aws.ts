import { DescribeFlowCommand, type Flow } from '@aws-sdk/client-mediaconnect';
import {
  type ChannelSummary,
  type Input,
  paginateListChannels,
  paginateListInputs,
} from '@aws-sdk/client-medialive';
import type { EmulatorClients } from '../_kit/emulator-clients.ts';

export interface Aws {
  channels: ChannelSummary[];
  inputs: Input[];
  flow: Flow;
}

/** All that AWS has now, apart from tombstones. */
export async function readAws(aws: EmulatorClients, flowArn: string): Promise<Aws> {
  const channels: ChannelSummary[] = [];
  for await (const page of paginateListChannels({ client: aws.medialive }, {}))
    channels.push(...(page.Channels ?? []).filter(({ State }) => State !== 'DELETED'));
  const inputs: Input[] = [];
  for await (const page of paginateListInputs({ client: aws.medialive }, {}))
    inputs.push(...(page.Inputs ?? []).filter(({ State }) => State !== 'DELETED'));
  const { Flow: flow } = await aws.mediaconnect.send(new DescribeFlowCommand({ FlowArn: flowArn }));
  if (!flow) throw new Error('The flow is gone.');
  return { channels, inputs, flow };
}
