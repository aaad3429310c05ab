import type { Operation } from '../service.ts';
import type { StoredFlow, World } from '../world.ts';
import { checkFailover } from './failover-rules.ts';
import {
  editable,
  findFlow,
  newArn,
  notFound,
  readFlowConfig,
  requireState,
  setTags,
} from './flow-record.ts';
import {
  addFlowSourcesRequest,
  badRequest,
  encryption,
  output,
  readRequest,
  type SetSourceRequest,
  type Source,
  updateFlowSourceRequest,
} from './model.ts';
import {
  checkCidr,
  checkEncryption,
  checkPlaces,
  checkSrtLatency,
  outputPlaces,
  sourcePlaces,
} from './output-rules.ts';

/** MediaConnect user guide: a flow has one source, or two with failover. */
const maxSources = 2;

export function sourceOperations(world: World): Operation[] {
  return [
    {
      name: 'AddFlowSources',
      method: 'POST',
      path: '/v1/flows/{FlowArn}/source',
      handle({ params, body }) {
        const flow = findFlow(world, params['FlowArn']);
        const { sources: requests } = readRequest(addFlowSourcesRequest, body);
        requireState(flow, 'add sources to', ...editable);
        const config = readFlowConfig(flow);
        const added = toSources(world, requests, config.sources, outputPlacesOf(flow));
        const sources = [...config.sources, ...added];
        checkFailover(sources, config.sourceFailoverConfig);
        flow.config = { ...config, sources };
        tagSources(world, added, requests);
        world.changed();
        return { status: 201, body: { flowArn: flow.arn, sources: added } };
      },
    },
    {
      name: 'UpdateFlowSource',
      method: 'PUT',
      path: '/v1/flows/{FlowArn}/source/{SourceArn}',
      handle({ params, body }) {
        const flow = findFlow(world, params['FlowArn']);
        const config = readFlowConfig(flow);
        const current = findSource(config.sources, params['SourceArn']);
        const { decryption: change, ...request } = readRequest(updateFlowSourceRequest, body);
        requireState(flow, 'update the source of', ...editable);
        const { sourceArn, transport, ingestIp: _, ...own } = current;
        const merged: SetSourceRequest = { ...transport, ...own, ...request };
        if (change) merged.decryption = readRequest(encryption, { ...current.decryption, ...change });
        const others = config.sources.filter((other) => other !== current);
        const updated = toSource(sourceArn, merged, current.name, others, outputPlacesOf(flow));
        const sources = config.sources.map((candidate) => (candidate === current ? updated : candidate));
        checkFailover(sources, config.sourceFailoverConfig);
        flow.config = { ...config, sources };
        world.changed();
        return { status: 202, body: { flowArn: flow.arn, source: updated } };
      },
    },
    {
      name: 'RemoveFlowSource',
      method: 'DELETE',
      path: '/v1/flows/{FlowArn}/source/{SourceArn}',
      handle({ params }) {
        const flow = findFlow(world, params['FlowArn']);
        const config = readFlowConfig(flow);
        const removed = findSource(config.sources, params['SourceArn']);
        requireState(flow, 'remove a source from', ...editable);
        if (config.sources.length === 1) throw badRequest('A flow must have at least one source.');
        flow.config = { ...config, sources: config.sources.filter((candidate) => candidate !== removed) };
        delete world.account.tags[removed.sourceArn];
        world.changed();
        return { status: 202, body: { flowArn: flow.arn, sourceArn: removed.sourceArn } };
      },
    },
  ];
}

/**
 * Sources as they are stored, beside those the flow already has.
 * @throws AwsRefusal 400
 */
export function toSources(
  world: World,
  requests: readonly SetSourceRequest[],
  existing: readonly Source[] = [],
  taken: readonly string[] = [],
): Source[] {
  if (existing.length + requests.length > maxSources) {
    throw badRequest(`A flow can have at most ${maxSources} sources.`);
  }
  const made: Source[] = [];
  for (const request of requests) {
    const name = request.name ?? `source-${world.newId()}`;
    made.push(toSource(newArn(world, 'source', name), request, name, [...existing, ...made], taken));
  }
  return made;
}

/** Keeps the tags that sources are made with. */
export function tagSources(
  world: World,
  made: readonly Source[],
  requests: readonly SetSourceRequest[],
): void {
  for (const [index, { sourceArn }] of made.entries()) setTags(world, sourceArn, requests[index]?.sourceTags);
}

function toSource(
  sourceArn: string,
  request: SetSourceRequest,
  name: string,
  others: readonly Source[],
  taken: readonly string[],
): Source {
  checkSource(request);
  if (others.some((other) => other.name === name)) {
    throw badRequest(`A source with the name ${name} already exists on the flow.`);
  }
  const { protocol } = request;
  const source: Source = {
    name,
    sourceArn,
    decryption: request.decryption,
    description: request.description,
    entitlementArn: request.entitlementArn,
    ingestIp: '127.0.0.1',
    ingestPort: request.ingestPort ?? (protocol?.startsWith('zixi-') ? 2088 : undefined),
    senderControlPort: request.senderControlPort,
    senderIpAddress: request.senderIpAddress,
    transport: protocol && {
      protocol,
      maxBitrate: request.maxBitrate,
      maxLatency: request.maxLatency,
      maxSyncBuffer: request.maxSyncBuffer,
      minLatency: request.minLatency ?? (protocol.startsWith('srt-') ? 2_000 : undefined),
      sourceListenerAddress: request.sourceListenerAddress,
      sourceListenerPort: request.sourceListenerPort,
      streamId: request.streamId,
    },
    vpcInterfaceName: request.vpcInterfaceName,
    whitelistCidr: request.whitelistCidr,
  };
  checkPlaces(sourcePlaces(source), [...others.flatMap(sourcePlaces), ...taken]);
  return source;
}

function checkSource(request: SetSourceRequest): void {
  const { protocol } = request;
  if (request.entitlementArn) return;
  if (!protocol) throw badRequest('protocol is required for a source.');
  if (protocol === 'cdi' || protocol === 'st2110-jpegxs' || protocol === 'fujitsu-qos') {
    throw badRequest(`The protocol ${protocol} is not supported for this source.`);
  }
  if (protocol === 'srt-caller') {
    if (!request.sourceListenerAddress || !request.sourceListenerPort) {
      throw badRequest('sourceListenerAddress and sourceListenerPort are required for an SRT caller source.');
    }
  } else {
    if (!request.ingestPort && !protocol.startsWith('zixi-')) {
      throw badRequest(`ingestPort is required for a source that uses the protocol ${protocol}.`);
    }
    if (!request.whitelistCidr && !request.vpcInterfaceName) {
      throw badRequest('whitelistCidr is required for a source that listens.');
    }
  }
  if (request.whitelistCidr) checkCidr(request.whitelistCidr);
  checkSrtLatency(protocol, request.minLatency);
  checkEncryption(protocol, request.decryption);
}

function outputPlacesOf(flow: StoredFlow): string[] {
  return flow.outputs.flatMap((stored) => outputPlaces(output.parse(stored.config)));
}

/** @throws AwsRefusal 404 */
function findSource(sources: readonly Source[], arn: string | undefined): Source {
  const found = sources.find((candidate) => candidate.sourceArn === arn);
  if (!found) throw notFound('The specified source was not found on the flow.');
  return found;
}
