import { CreateFlowCommand, type MediaConnectClient, StartFlowCommand } from '@aws-sdk/client-mediaconnect';

/** As many running flows as asked for besides the one there is; their ARNs. */
export async function moreFlows(client: MediaConnectClient, count: number): Promise<string[]> {
  const arns: string[] = [];
  for (let index = 1; index <= count; index += 1) {
    const { Flow } = await client.send(
      new CreateFlowCommand({
        Name: `bench-${index}`,
        Source: {
          Name: `source-${index}`,
          Protocol: 'srt-listener',
          IngestPort: 5_000 + index,
          WhitelistCidr: '0.0.0.0/0',
        },
      }),
    );
    const FlowArn = Flow?.FlowArn;
    if (!FlowArn) throw new Error('CreateFlow named no flow.');
    await client.send(new StartFlowCommand({ FlowArn }));
    arns.push(FlowArn);
  }
  return arns;
}
