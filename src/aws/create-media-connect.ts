import {
  AddFlowOutputsCommand,
  DescribeFlowCommand,
  DescribeFlowSourceMetadataCommand,
  ListFlowsCommand,
  type MediaConnectClient,
  RemoveFlowOutputCommand,
  StartFlowCommand,
  StopFlowCommand,
  TagResourceCommand,
  UpdateFlowOutputCommand,
  type UpdateFlowOutputRequest,
} from '@aws-sdk/client-mediaconnect';
import type { SeenOutput } from '../domain/aws.ts';
import { allPages } from './all-pages.ts';
import { AwsError } from './aws-error.ts';
import { toAwsError } from './classify.ts';
import { unlessGone } from './create-media-live.ts';
import type { MediaConnect, OutputArgs } from './media-connect.ts';
import type { ActOptions, LookOptions } from './media-live.ts';
import { noteDoubts } from './note-doubts.ts';
import { matches, toOutputRequest } from './output-request.ts';
import { paceCalls } from './pace-calls.ts';
import type { RateBudget } from './rate-budget.ts';
import { repeatWhile } from './repeat-while.ts';
import { requireMember } from './require-member.ts';
import {
  type DescribedFlow,
  toDescribedFlow,
  toSeenFlow,
  toSeenOutput,
  toSourceMetadata,
} from './seen-flow.ts';

export interface MediaConnectDeps {
  client: MediaConnectClient;
  /** Of one attempt: adding an output has no idempotency token. */
  onceClient: MediaConnectClient;
  budget: RateBudget;
  /** Takes out of a text what must not be shown. */
  redact: (text: string) => string;
}

/**
 * MediaConnect through its SDK client. It has no conflict error: INVALID may mean no more than "not in this state".
 */
export function createMediaConnect({ client, onceClient, budget, redact }: MediaConnectDeps): MediaConnect {
  paceCalls(client, budget);
  noteDoubts(client);
  paceCalls(onceClient, budget);

  async function call<T>(operation: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw toAwsError(error, operation, redact);
    }
  }

  const abort = ({ signal }: LookOptions = {}) => (signal ? { abortSignal: signal } : {});

  /** Null when AWS says that there is no such flow. */
  const describe = (FlowArn: string, options?: LookOptions): Promise<DescribedFlow | null> =>
    call('DescribeFlow', async () => {
      const answer = await unlessGone(client.send(new DescribeFlowCommand({ FlowArn }), abort(options)));
      return answer && toDescribedFlow(answer.Flow, FlowArn);
    });

  const update = (request: UpdateFlowOutputRequest, options?: ActOptions): Promise<SeenOutput> =>
    call('UpdateFlowOutput', async () => {
      const answer = await client.send(repeatWhile(new UpdateFlowOutputCommand(request), options));
      return toSeenOutput(requireMember(answer.Output, 'UpdateFlowOutput', 'the output'));
    });

  const updateOutput: MediaConnect['updateOutput'] = (args, options) =>
    update(
      {
        FlowArn: args.flowArn,
        OutputArn: args.outputArn,
        ...toOutputRequest(args, 'UpdateFlowOutput'),
      },
      options,
    );

  /**
   * After an add that failed: the output of that name, made what it should be; null when there is none. One that is no
   * longer to be changed is left to whoever sees it next.
   */
  async function adopt(args: OutputArgs, options?: ActOptions): Promise<SeenOutput | null> {
    const flow = await describe(args.flowArn);
    const found = flow?.Outputs.find((output) => output.Name === args.name);
    if (!found) return null;
    if (matches(found, args)) return toSeenOutput(found);
    if (options?.mayRepeat?.() === false) {
      const message = 'The output was there already, and is no longer to be changed.';
      throw new AwsError('UNREACHABLE', 'AddFlowOutputs', message);
    }
    return updateOutput({ ...args, outputArn: found.OutputArn ?? '' }, options);
  }

  /** @throws AwsError SERVER when the flow still shows the output. */
  async function checkRemoved(flowArn: string, outputArn: string): Promise<void> {
    const flow = await describe(flowArn);
    if (!flow?.Outputs.some((output) => output.OutputArn === outputArn)) return;
    const message = 'RemoveFlowOutput did not find the output that its flow shows.';
    throw new AwsError('SERVER', 'RemoveFlowOutput', message, true);
  }

  return {
    listFlows: (options) =>
      call('ListFlows', async () => {
        const flows = await allPages('ListFlows', async (NextToken) => {
          const page = await client.send(
            new ListFlowsCommand(NextToken ? { NextToken } : {}),
            abort(options),
          );
          return { items: page.Flows, token: page.NextToken };
        });
        return flows.map(({ FlowArn = '', Name = '' }) => ({ arn: FlowArn, name: Name }));
      }),

    async describeFlow(arn, options) {
      const flow = await describe(arn, options);
      return flow && toSeenFlow(flow);
    },

    describeSource: (FlowArn, options) =>
      call('DescribeFlowSourceMetadata', async () =>
        toSourceMetadata(
          await client.send(new DescribeFlowSourceMetadataCommand({ FlowArn }), abort(options)),
        ),
      ),

    startFlow: (FlowArn, options) =>
      call('StartFlow', async () => {
        await client.send(repeatWhile(new StartFlowCommand({ FlowArn }), options));
      }),

    stopFlow: (FlowArn, options) =>
      call('StopFlow', async () => {
        await client.send(repeatWhile(new StopFlowCommand({ FlowArn }), options));
      }),

    async addOutput(args, options) {
      const output = { Name: args.name, ...toOutputRequest(args, 'AddFlowOutputs') };
      try {
        return await call('AddFlowOutputs', async () => {
          const command = new AddFlowOutputsCommand({ FlowArn: args.flowArn, Outputs: [output] });
          const { Outputs = [] } = await onceClient.send(command);
          return toSeenOutput(requireMember(Outputs[0], 'AddFlowOutputs', 'the output'));
        });
      } catch (error) {
        // It may be done all the same (an answer lost), or it was done before (a taken name is a plain 400). While that
        // cannot be told, nobody may conclude that AWS declined.
        const adopted = mayBeDone(error) ? await adopt(args, options).catch(inDoubt) : null;
        if (adopted) return adopted;
        throw error;
      }
    },

    updateOutput,

    setOutputEnabled: (FlowArn, OutputArn, enabled, options) =>
      update({ FlowArn, OutputArn, OutputStatus: enabled ? 'ENABLED' : 'DISABLED' }, options),

    removeOutput: (FlowArn, OutputArn, options) =>
      call('RemoveFlowOutput', async () => {
        const command = new RemoveFlowOutputCommand({ FlowArn, OutputArn });
        const answer = await unlessGone(client.send(repeatWhile(command, options)));
        if (answer) requireMember(answer.OutputArn, 'RemoveFlowOutput', 'the output');
        // That there is none is believed once the flow says so, too.
        else await checkRemoved(FlowArn, OutputArn);
      }),

    tag: (ResourceArn, Tags) =>
      call('TagResource', async () => {
        await client.send(new TagResourceCommand({ ResourceArn, Tags }));
      }),
  };
}

const mayBeDone = (error: unknown) =>
  error instanceof AwsError && ['INVALID', 'UNREACHABLE', 'SERVER'].includes(error.kind);

/** What is refused after a call that may have done its work says nothing of that call. */
function inDoubt(error: unknown): never {
  if (error instanceof AwsError) throw new AwsError(error.kind, error.operation, error.message, true);
  throw error;
}
