import type { InputState, StoredInput, World } from '../world.ts';
import { pushDestinations } from './push-destinations.ts';
import { conflict, notFound } from './refusals.ts';

/** Lengths at AWS in ms: budgets, not measured. A DELETED input shows as long as a channel does. */
export const inputMs = { creating: 3_000, deleting: 1_500 } as const;

/** Inputs that count as push inputs, and so towards their quota. */
export const pushTypes: ReadonlySet<unknown> = new Set([
  'MEDIACONNECT',
  'RTMP_PUSH',
  'RTP_PUSH',
  'SRT_LISTENER',
  'UDP_PUSH',
]);

/** @throws AwsRefusal 404, for a tombstone too unless it is to be described or deleted once more */
export function findInput(world: World, id: string | undefined, verb: string): StoredInput {
  const input = Object.values(world.account.inputs).find((candidate) => candidate.id === id);
  if (!input || (input.state === 'DELETED' && verb !== 'describe' && verb !== 'delete')) {
    throw notFound(`The input you're requesting to ${verb} does not exist.`);
  }
  return input;
}

/** @throws AwsRefusal 409 */
export function requireInputState(input: StoredInput, verb: string, ...allowed: InputState[]): void {
  if (allowed.includes(input.state)) return;
  throw conflict(`The input is unable to ${verb} due to an issue with input resources.`);
}

export function inputAnswer(world: World, input: StoredInput): object {
  const { inputSecurityGroups, ...config } = input.config;
  return {
    inputDevices: [],
    inputPartnerIds: [],
    inputSourceType: 'STATIC',
    securityGroups: inputSecurityGroups ?? [],
    sources: [],
    ...config,
    destinations: pushDestinations(input.config),
    arn: input.arn,
    attachedChannels: input.attachedChannelId === null ? [] : [input.attachedChannelId],
    id: input.id,
    mediaConnectFlows: input.flowArns.map((flowArn) => ({ flowArn })),
    state: input.state,
    tags: world.account.tags[input.arn] ?? {},
  };
}
