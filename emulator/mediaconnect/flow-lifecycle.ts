import { AwsRefusal, type Operation, type OperationAnswer } from '../service.ts';
import type { FlowState, SourceFormat, StoredFlow, World } from '../world.ts';
import { changedFailover, checkFailover } from './failover-rules.ts';
import { addOutputs } from './flow-outputs.ts';
import {
  editable,
  findFlow,
  flowAnswer,
  listFlows,
  newArn,
  readFlowConfig,
  requireState,
  setTags,
} from './flow-record.ts';
import { tagSources, toSources } from './flow-sources.ts';
import { badRequest, createFlowRequest, type FlowConfig, readRequest, updateFlowRequest } from './model.ts';

/** Lengths of transitions at AWS in ms: budgets, inferred from the waiters (3 s × 40), not measured. */
const startingMs = 30_000;
const stoppingMs = 15_000;
const deletingMs = 5_000;

/** What a source is taken to carry until packets say otherwise. */
export const plausibleFormat: SourceFormat = {
  videoCodec: 'h264',
  width: 1920,
  height: 1080,
  framesPerSecond: 30,
  audioCodec: 'aac',
  audioSampleRate: 48_000,
  bitsPerSecond: 8_000_000,
};

export function lifecycleOperations(world: World): Operation[] {
  return [
    {
      name: 'CreateFlow',
      method: 'POST',
      path: '/v1/flows',
      handle: ({ body }) => {
        const flow = createFlow(world, body);
        world.changed();
        return { status: 201, body: { flow: flowAnswer(flow) } };
      },
    },
    {
      name: 'DescribeFlow',
      method: 'GET',
      path: '/v1/flows/{FlowArn}',
      handle: ({ params }) => ({
        status: 200,
        body: { flow: flowAnswer(findFlow(world, params['FlowArn'])) },
      }),
    },
    {
      name: 'UpdateFlow',
      method: 'PUT',
      path: '/v1/flows/{FlowArn}',
      handle({ params, body }) {
        const flow = findFlow(world, params['FlowArn']);
        const request = readRequest(updateFlowRequest, body);
        requireState(flow, 'update', ...editable);
        const config = readFlowConfig(flow);
        const failover = changedFailover(config.sourceFailoverConfig, request.sourceFailoverConfig);
        checkFailover(config.sources, failover);
        flow.config = {
          ...config,
          maintenance: request.maintenance
            ? { ...config.maintenance, ...request.maintenance }
            : config.maintenance,
          sourceFailoverConfig: failover,
          sourceMonitoringConfig: request.sourceMonitoringConfig ?? config.sourceMonitoringConfig,
        } satisfies FlowConfig;
        world.changed();
        return { status: 202, body: { flow: flowAnswer(flow) } };
      },
    },
    {
      name: 'StartFlow',
      method: 'POST',
      path: '/v1/flows/start/{FlowArn}',
      noBody: true,
      handle({ params }) {
        const flow = findFlow(world, params['FlowArn']);
        requireState(flow, 'start', 'STANDBY');
        return move(world, flow, 'STARTING', 'ACTIVE', startingMs);
      },
    },
    {
      name: 'StopFlow',
      method: 'POST',
      path: '/v1/flows/stop/{FlowArn}',
      noBody: true,
      handle({ params }) {
        const flow = findFlow(world, params['FlowArn']);
        requireState(flow, 'stop', 'ACTIVE');
        return move(world, flow, 'STOPPING', 'STANDBY', stoppingMs);
      },
    },
    {
      name: 'DeleteFlow',
      method: 'DELETE',
      path: '/v1/flows/{FlowArn}',
      handle({ params }) {
        const flow = findFlow(world, params['FlowArn']);
        requireState(flow, 'delete', 'STANDBY', 'ERROR');
        return move(world, flow, 'DELETING', 'DELETING', deletingMs);
      },
    },
  ];
}

function move(
  world: World,
  flow: StoredFlow,
  state: FlowState,
  to: FlowState,
  awsMs: number,
): OperationAnswer {
  flow.state = state;
  flow.settling = { at: world.now() + world.duration(awsMs), to };
  world.changed();
  return { status: 202, body: { flowArn: flow.arn, status: state } };
}

/**
 * Adds a flow in STANDBY, whose encoder does not send yet.
 * @throws AwsRefusal 420 past the account's quota, 400 for a flow that cannot be
 */
export function createFlow(world: World, body: unknown): StoredFlow {
  const request = readRequest(createFlowRequest, body);
  for (const member of ['entitlements', 'mediaStreams', 'vpcInterfaces'] as const) {
    if (request[member]?.length) {
      throw new AwsRefusal(501, 'NotEmulatedException', `CreateFlow with ${member} is not emulated.`);
    }
  }
  const { flows } = world.account.settings.quotas;
  if (listFlows(world).length >= flows) {
    throw new AwsRefusal(420, 'CreateFlow420Exception', `You can have at most ${flows} flows in a region.`);
  }
  const requested = request.sources ?? (request.source ? [request.source] : []);
  if (requested.length === 0) throw badRequest('A flow must have at least one source.');
  const sources = toSources(world, requested);
  checkFailover(sources, request.sourceFailoverConfig);
  const config: FlowConfig = {
    availabilityZone: request.availabilityZone ?? `${world.region}a`,
    description: requested[0]?.description ?? '',
    egressIp: '127.0.0.1',
    entitlements: [],
    maintenance: request.maintenance,
    sourceFailoverConfig: request.sourceFailoverConfig,
    sourceMonitoringConfig: request.sourceMonitoringConfig,
    sources,
    vpcInterfaces: [],
  };
  const flow: StoredFlow = {
    arn: newArn(world, 'flow', request.name),
    name: request.name,
    state: 'STANDBY',
    settling: null,
    config,
    outputs: [],
    encoderSending: false,
    format: { ...plausibleFormat },
  };
  addOutputs(world, flow, request.outputs ?? [], 'CreateFlow420Exception');
  setTags(world, flow.arn, request.flowTags);
  tagSources(world, sources, requested);
  world.account.flows[flow.arn] = flow;
  return flow;
}
