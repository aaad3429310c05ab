import type { Operation } from '../service.ts';
import type { World } from '../world.ts';
import { listFlows, readFlowConfig } from './flow-record.ts';
import { badRequest } from './model.ts';

/** ListFlows shows no outputs and no sources: those take a Describe per flow. */
export function listFlowsOperation(world: World): Operation {
  return {
    name: 'ListFlows',
    method: 'GET',
    path: '/v1/flows',
    query: ['maxResults', 'nextToken'],
    handle({ query }) {
      const { from, size } = page(query, world.account.settings.undocumented.pageSize);
      const flows = listFlows(world);
      const nextToken =
        from + size < flows.length ? Buffer.from(String(from + size)).toString('base64url') : undefined;
      return {
        status: 200,
        body: {
          nextToken,
          flows: flows.slice(from, from + size).map((flow) => {
            const { availabilityZone, description, maintenance, sources } = readFlowConfig(flow);
            return {
              availabilityZone,
              description,
              flowArn: flow.arn,
              maintenance,
              name: flow.name,
              sourceType: sources[0]?.entitlementArn ? 'ENTITLED' : 'OWNED',
              status: flow.state,
            };
          }),
        },
      };
    },
  };
}

function page(query: URLSearchParams, pageSize: number): { from: number; size: number } {
  const size = Number(query.get('maxResults') ?? pageSize);
  if (!Number.isInteger(size) || size < 1 || size > 1_000) {
    throw badRequest('maxResults must be between 1 and 1000.');
  }
  const token = query.get('nextToken');
  const from = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString() || Number.NaN);
  if (!Number.isInteger(from) || from < 0) throw badRequest('The nextToken is not valid.');
  return { from, size };
}
