import { createHash } from 'node:crypto';
import { AwsRefusal } from '../service.ts';
import type { FlowState, StoredFlow, World } from '../world.ts';
import { badRequest, type FlowConfig, flowConfig, type Output, output, type Source } from './model.ts';

/** @throws AwsRefusal 404 */
export function findFlow(world: World, arn: string | undefined): StoredFlow {
  forgetDeleted(world);
  const flow = Object.values(world.account.flows).find((candidate) => candidate.arn === arn);
  if (!flow) throw notFound('The specified flow was not found.');
  return flow;
}

export function listFlows(world: World): StoredFlow[] {
  forgetDeleted(world);
  return Object.values(world.account.flows);
}

/** A deleted flow leaves no tombstone: once DELETING has run its time it is unknown. */
function forgetDeleted({ account }: World): void {
  for (const [key, flow] of Object.entries(account.flows)) {
    if (flow.state !== 'DELETING' || flow.settling) continue;
    delete account.flows[key];
    for (const { arn } of [flow, ...flow.outputs]) delete account.tags[arn];
    for (const { sourceArn } of readFlowConfig(flow).sources) delete account.tags[sourceArn];
  }
}

/** @throws AwsRefusal 400: MediaConnect has no conflict error. */
export function requireState(flow: StoredFlow, doing: string, ...allowed: FlowState[]): void {
  if (!allowed.includes(flow.state)) {
    throw badRequest(`You can't ${doing} a flow that is in the ${flow.state} state.`);
  }
}

/** The states in which sources and outputs can be edited: running or not, but not while changing. */
export const editable: FlowState[] = ['STANDBY', 'ACTIVE', 'ERROR'];

export function readFlowConfig(flow: StoredFlow): FlowConfig {
  return flowConfig.parse(flow.config);
}

export function flowAnswer(flow: StoredFlow): object {
  const config = readFlowConfig(flow);
  return {
    ...config,
    flowArn: flow.arn,
    name: flow.name,
    status: flow.state,
    source: config.sources[0],
    outputs: flow.outputs.map(outputAnswer),
  };
}

export function outputAnswer(stored: { arn: string; name: string; config: object }): Output {
  return { ...output.parse(stored.config), name: stored.name, outputArn: stored.arn };
}

/** The source that feeds the flow. */
export function primarySource(flow: StoredFlow): Source {
  const [first] = readFlowConfig(flow).sources;
  if (!first) throw new Error(`The flow ${flow.arn} has no source`);
  return first;
}

/** An ARN in MediaConnect's shape: `arn:aws:mediaconnect:<region>:<account>:flow:1-<16>-<12>:<name>`. */
export function newArn(world: World, kind: 'flow' | 'output' | 'source', name: string): string {
  const id = createHash('sha256').update(`${kind}:${world.newId()}`).digest('hex');
  const prefix = { flow: '1', output: '2', source: '3' }[kind];
  return `arn:aws:mediaconnect:${world.region}:${world.accountId}:${kind}:${prefix}-${id.slice(0, 16)}-${id.slice(16, 28)}:${name}`;
}

/** Keeps the tags a resource is made with. */
export function setTags({ account }: World, arn: string, tags: Record<string, string> | undefined): void {
  if (tags) account.tags[arn] = { ...tags };
}

export function notFound(message: string): AwsRefusal {
  return new AwsRefusal(404, 'NotFoundException', message);
}
