import { z } from 'zod';
import type { Operation } from '../service.ts';
import type { StoredInput, World } from '../world.ts';
import { checkInput } from './check-input.ts';
import { findInput, inputAnswer, inputMs, pushTypes, requireInputState } from './input-record.ts';
import { alignManagedOutputs, findInputFlows } from './managed-outputs.ts';
import { placeOf } from './operation-places.ts';
import { page } from './page.ts';
import { pushDestinations } from './push-destinations.ts';
import { type Body, readRequest } from './read-request.ts';
import { badRequest, conflict, isRoleArn, limitExceeded, roleNotTrusted } from './refusals.ts';
import { rememberedId } from './remembered-id.ts';
import { readTags } from './resource-tags.ts';

/** Inputs and the flow outputs MediaLive manages for them. Whatever is wrong is a 400. */
export function inputOperations(world: World): Operation[] {
  return [
    {
      ...placeOf('CreateInput'),
      handle({ body }) {
        const input = createInput(world, body);
        world.changed();
        return { status: 201, body: { input: inputAnswer(world, input) } };
      },
    },
    {
      ...placeOf('ListInputs'),
      query: ['maxResults', 'nextToken'],
      handle({ query }) {
        const { items, nextToken } = page(
          Object.values(world.account.inputs),
          query,
          world.account.settings.undocumented.pageSize,
        );
        return { status: 200, body: { inputs: items.map((input) => inputAnswer(world, input)), nextToken } };
      },
    },
    {
      ...placeOf('DescribeInput'),
      handle: ({ params }) => ({
        status: 200,
        body: inputAnswer(world, findInput(world, params['InputId'], 'describe')),
      }),
    },
    {
      ...placeOf('UpdateInput'),
      handle({ params, body }) {
        const input = findInput(world, params['InputId'], 'update');
        updateInput(world, input, body);
        world.changed();
        return { status: 200, body: { input: inputAnswer(world, input) } };
      },
    },
    {
      ...placeOf('DeleteInput'),
      handle({ params }) {
        const input = findInput(world, params['InputId'], 'delete');
        if (input.state === 'DELETING' || input.state === 'DELETED') return { status: 200, body: {} };
        requireInputState(input, 'delete', 'DETACHED');
        input.state = 'DELETING';
        input.settling = { at: world.now() + world.duration(inputMs.deleting), to: 'DELETED' };
        input.flowArns = [];
        alignManagedOutputs(world, input);
        world.changed();
        return { status: 200, body: {} };
      },
    },
  ];
}

const flowList = z.array(z.object({ flowArn: z.string() })).default([]);

/**
 * Adds an input, or finds the one made with the same RequestId, whatever became of it.
 * @throws AwsRefusal 400 for an input that cannot be, 429 past the quota of push inputs
 */
export function createInput(world: World, body: Body): StoredInput {
  const { account } = world;
  const token = `CreateInput:${String(body['requestId'])}`;
  const made = account.inputs[rememberedId(world, token) ?? ''];
  if (made && body['requestId'] !== undefined) return made;
  const { requestId, tags, mediaConnectFlows, ...config } = readRequest('CreateInput', body);
  const given = readTags(tags);
  const type = config['type'];
  if (type === undefined) throw badRequest('/type: is required');
  const isFlow = type === 'MEDIACONNECT';
  if (isFlow || config['roleArn'] !== undefined) requireRole(config['roleArn']);
  const flowArns = flowList.parse(mediaConnectFlows).map(({ flowArn }) => flowArn);
  checkInput(config);
  if (isFlow) findInputFlows(world, flowArns, []);
  else if (flowArns.length > 0) throw badRequest('Only a MEDIACONNECT input takes flows.');
  const pushing = Object.values(account.inputs).filter(
    (input) => input.state !== 'DELETED' && pushTypes.has(input.config['type']),
  );
  if (pushTypes.has(type) && pushing.length >= account.settings.quotas.pushInputs)
    throw limitExceeded(world, 'Too many push inputs');
  const id = world.newId();
  const input: StoredInput = {
    id,
    arn: `arn:aws:medialive:${world.region}:${world.accountId}:input:${id}`,
    state: 'CREATING',
    settling: { at: world.now() + world.duration(inputMs.creating), to: 'DETACHED' },
    config: { ...config, inputClass: inputClass(config, flowArns) },
    flowArns,
    attachedChannelId: null,
    deletedAt: null,
  };
  account.inputs[id] = input;
  account.tags[input.arn] = given;
  if (requestId !== undefined) account.requestIds[token] = { id, at: world.now() };
  alignManagedOutputs(world, input);
  return input;
}

function updateInput(world: World, input: StoredInput, body: Body): void {
  const { mediaConnectFlows, ...changes } = readRequest('UpdateInput', body);
  requireInputState(input, 'update', 'DETACHED', 'ATTACHED');
  const channel = world.account.channels[input.attachedChannelId ?? ''];
  if (channel && channel.state !== 'IDLE') {
    throw conflict('The input is unable to update while its channel is not idle.');
  }
  if (changes['roleArn'] !== undefined) requireRole(changes['roleArn']);
  let { flowArns } = input;
  if (mediaConnectFlows !== undefined) {
    if (input.config['type'] !== 'MEDIACONNECT') throw badRequest('Only a MEDIACONNECT input takes flows.');
    flowArns = flowList.parse(mediaConnectFlows).map(({ flowArn }) => flowArn);
    findInputFlows(world, flowArns, input.flowArns);
  }
  const config = { ...input.config, ...changes };
  checkInput(config);
  input.config = { ...config, inputClass: inputClass(config, flowArns) };
  input.flowArns = flowArns;
  alignManagedOutputs(world, input);
}

function requireRole(roleArn: unknown): void {
  if (!isRoleArn(roleArn)) throw badRequest(roleNotTrusted);
}

/** Two ways in make it a standard input. */
function inputClass(config: Body, flowArns: readonly string[]): string {
  const { sources } = config;
  const ways = [flowArns, Array.isArray(sources) ? sources : [], pushDestinations(config)];
  return ways.some(({ length }) => length > 1) ? 'STANDARD' : 'SINGLE_PIPELINE';
}
