import { createHash } from 'node:crypto';
import type { StoredFlow, StoredInput, World } from '../world.ts';
import { badRequest } from './refusals.ts';

/**
 * Makes the flows have exactly the outputs the input needs: MediaLive itself adds one to each of its flows and removes
 * it with the input. They count towards the flow's quota.
 */
export function alignManagedOutputs(world: World, input: StoredInput): void {
  for (const flow of Object.values(world.account.flows)) {
    const wanted = input.flowArns.includes(flow.arn);
    const has = flow.outputs.some(({ config }) => config['mediaLiveInputArn'] === input.arn);
    if (wanted && !has) flow.outputs.push(managedOutput(world, flow, input));
    if (!wanted && has) {
      flow.outputs = flow.outputs.filter(({ config }) => config['mediaLiveInputArn'] !== input.arn);
    }
  }
}

/** @throws AwsRefusal 400 for flows an input cannot take: unknown, going away, full, or two in one zone */
export function findInputFlows(
  world: World,
  arns: readonly string[],
  current: readonly string[],
): StoredFlow[] {
  const { account } = world;
  if (arns.length < 1 || arns.length > 2) throw badRequest('A MEDIACONNECT input takes one or two flows.');
  const flows = arns.map((arn) => {
    const flow = Object.values(account.flows).find((candidate) => candidate.arn === arn);
    if (!flow || flow.state === 'DELETING') throw badRequest(`The flow ${arn} does not exist.`);
    if (!current.includes(arn) && flow.outputs.length >= account.settings.quotas.outputsPerFlow) {
      throw badRequest(`The flow ${arn} cannot have more outputs.`);
    }
    return flow;
  });
  const zones = new Set(flows.map(({ config }) => config['availabilityZone']));
  if (zones.size < flows.length) throw badRequest('Two flows must be in different availability zones.');
  return flows;
}

function managedOutput(world: World, flow: StoredFlow, input: StoredInput): StoredFlow['outputs'][number] {
  const name = `MediaLive-${input.id}`;
  const hash = createHash('sha256').update(`${flow.arn}:${input.arn}`).digest('hex');
  const unique = `2-${hash.slice(0, 16)}-${hash.slice(16, 28)}`;
  return {
    arn: `arn:aws:mediaconnect:${world.region}:${world.accountId}:output:${unique}:${name}`,
    name,
    config: {
      description: `Output of AWS Elemental MediaLive input ${input.id}`,
      mediaLiveInputArn: input.arn,
      outputStatus: 'ENABLED',
    },
  };
}
