import { AwsRefusal, type Operation } from '../service.ts';
import type { StoredFlow, StoredOutput, World } from '../world.ts';
import {
  editable,
  findFlow,
  newArn,
  notFound,
  outputAnswer,
  readFlowConfig,
  requireState,
  setTags,
} from './flow-record.ts';
import {
  type AddOutputRequest,
  addFlowOutputsRequest,
  badRequest,
  encryption,
  type Output,
  output,
  readRequest,
  type UpdateFlowOutputRequest,
  updateFlowOutputRequest,
} from './model.ts';
import { checkOutput, checkPlaces, outputPlaces, sourcePlaces } from './output-rules.ts';

const loopback = '127.0.0.1';

export function outputOperations(world: World): Operation[] {
  return [
    {
      name: 'AddFlowOutputs',
      method: 'POST',
      path: '/v1/flows/{FlowArn}/outputs',
      handle({ params, body }) {
        const flow = findFlow(world, params['FlowArn']);
        const { outputs } = readRequest(addFlowOutputsRequest, body);
        requireState(flow, 'add outputs to', ...editable);
        const added = addOutputs(world, flow, outputs, 'AddFlowOutputs420Exception');
        world.changed();
        return { status: 201, body: { flowArn: flow.arn, outputs: added.map(outputAnswer) } };
      },
    },
    {
      name: 'UpdateFlowOutput',
      method: 'PUT',
      path: '/v1/flows/{FlowArn}/outputs/{OutputArn}',
      handle({ params, body }) {
        const flow = findFlow(world, params['FlowArn']);
        const stored = findOutput(flow, params['OutputArn']);
        const request = readRequest(updateFlowOutputRequest, body);
        requireState(flow, 'update an output of', ...editable);
        stored.config = updatedConfig(
          flow,
          stored,
          request,
          world.account.settings.undocumented.disableManagedOutputs,
        );
        world.changed();
        return { status: 202, body: { flowArn: flow.arn, output: outputAnswer(stored) } };
      },
    },
    {
      name: 'RemoveFlowOutput',
      method: 'DELETE',
      path: '/v1/flows/{FlowArn}/outputs/{OutputArn}',
      handle({ params }) {
        const flow = findFlow(world, params['FlowArn']);
        const stored = findOutput(flow, params['OutputArn']);
        requireState(flow, 'remove an output from', ...editable);
        if (stored.config['mediaLiveInputArn']) {
          throw badRequest(
            'The output is managed by AWS Elemental MediaLive: delete the MediaLive input instead.',
          );
        }
        flow.outputs = flow.outputs.filter((candidate) => candidate !== stored);
        delete world.account.tags[stored.arn];
        world.changed();
        return { status: 202, body: { flowArn: flow.arn, outputArn: stored.arn } };
      },
    },
  ];
}

/**
 * Adds all of the outputs or none.
 * @throws AwsRefusal 420 with the given code past the flow's quota, 400 for outputs that cannot be.
 */
export function addOutputs(
  world: World,
  flow: StoredFlow,
  requests: readonly AddOutputRequest[],
  tooManyCode: string,
): StoredOutput[] {
  const { outputsPerFlow } = world.account.settings.quotas;
  if (flow.outputs.length + requests.length > outputsPerFlow) {
    throw new AwsRefusal(420, tooManyCode, `A flow can have at most ${outputsPerFlow} outputs.`);
  }
  const added: StoredOutput[] = [];
  for (const request of requests) {
    const name = request.name ?? `output-${world.newId()}`;
    const others = [...flow.outputs, ...added];
    if (others.some((other) => other.name === name)) {
      throw badRequest(`An output with the name ${name} already exists on the flow.`);
    }
    const config = toConfig(flow, { ...request, name }, others);
    added.push({ arn: newArn(world, 'output', name), name, config });
  }
  for (const [index, { arn }] of added.entries()) setTags(world, arn, requests[index]?.outputTags);
  flow.outputs.push(...added);
  return added;
}

function toConfig(flow: StoredFlow, request: AddOutputRequest, others: readonly StoredOutput[]): Output {
  checkOutput(request);
  const { protocol } = request;
  const config: Output = {
    description: request.description,
    destination: request.destination,
    encryption: request.encryption,
    listenerAddress: protocol === 'srt-listener' ? loopback : undefined,
    outputStatus: request.outputStatus ?? 'ENABLED',
    port: request.port,
    rtmpPushSettings: protocol === 'rtmp-push' ? request.rtmpPushSettings : undefined,
    transport: {
      protocol,
      cidrAllowList: request.cidrAllowList,
      maxLatency: request.maxLatency,
      minLatency: request.minLatency ?? (protocol.startsWith('srt-') ? 2_000 : undefined),
      remoteId: request.remoteId,
      senderControlPort: request.senderControlPort,
      smoothingLatency: request.smoothingLatency,
      streamId: request.streamId ?? (protocol === 'zixi-push' ? request.name : undefined),
    },
    vpcInterfaceAttachment: request.vpcInterfaceAttachment,
  };
  const taken = [
    ...others.flatMap((other) => outputPlaces(output.parse(other.config))),
    ...readFlowConfig(flow).sources.flatMap(sourcePlaces),
  ];
  checkPlaces(outputPlaces(config), taken);
  return config;
}

/** What is absent stays as it is; what MediaLive manages can only be switched and described. */
function updatedConfig(
  flow: StoredFlow,
  stored: StoredOutput,
  request: UpdateFlowOutputRequest,
  mayDisableManaged: boolean,
): Output {
  const current = output.parse(stored.config);
  if (current.mediaLiveInputArn) {
    const { outputStatus, description, ...more } = request;
    if (Object.values(more).some((value) => value !== undefined)) {
      throw badRequest('The output is managed by AWS Elemental MediaLive.');
    }
    if (outputStatus === 'DISABLED' && !mayDisableManaged) {
      throw badRequest('The output is managed by AWS Elemental MediaLive.');
    }
    return { ...current, ...present({ outputStatus, description }) };
  }
  if (!current.transport) throw badRequest('The output of an entitlement cannot be updated.');
  const { encryption: change, ...settings } = present(request);
  const { mediaLiveInputArn: _, listenerAddress: __, transport, rtmpPushSettings, ...own } = current;
  const protocol = request.protocol ?? transport.protocol;
  const merged: AddOutputRequest = {
    ...present(transport),
    ...present(own),
    ...(protocol === 'rtmp-push' && present({ rtmpPushSettings })),
    ...settings,
    protocol,
    name: stored.name,
    encryption: change
      ? readRequest(encryption, { ...current.encryption, ...present(change) })
      : current.encryption,
  };
  return toConfig(
    flow,
    merged,
    flow.outputs.filter((other) => other !== stored),
  );
}

/** The same without members that are undefined, so that spreading it overrides only what was said. */
function present<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;
}

/** @throws AwsRefusal 404 */
function findOutput(flow: StoredFlow, arn: string | undefined): StoredOutput {
  const stored = flow.outputs.find((candidate) => candidate.arn === arn);
  if (!stored) throw notFound('The specified output was not found on the flow.');
  return stored;
}
