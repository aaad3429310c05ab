import type { Operation } from '../service.ts';
import type { World } from '../world.ts';
import { listFlows, notFound, readFlowConfig } from './flow-record.ts';
import { badRequest, maxTags, readRequest, tagResourceRequest } from './model.ts';

const path = '/tags/{ResourceArn}';

/** Tags of flows, sources and outputs, given when they were made or since. */
export function tagOperations(world: World): Operation[] {
  return [
    {
      name: 'TagResource',
      method: 'POST',
      path,
      handle({ params, body }) {
        const arn = findResource(world, params['ResourceArn']);
        const merged = { ...world.account.tags[arn], ...readRequest(tagResourceRequest, body).tags };
        if (Object.keys(merged).length > maxTags) {
          throw badRequest(`A resource can have at most ${maxTags} tags.`);
        }
        world.account.tags[arn] = merged;
        world.changed();
        return { status: 204 };
      },
    },
    {
      name: 'UntagResource',
      method: 'DELETE',
      path,
      query: ['tagKeys'],
      handle({ params, query }) {
        const arn = findResource(world, params['ResourceArn']);
        for (const key of query.getAll('tagKeys')) delete world.account.tags[arn]?.[key];
        world.changed();
        return { status: 204 };
      },
    },
    {
      name: 'ListTagsForResource',
      method: 'GET',
      path,
      handle({ params }) {
        const arn = findResource(world, params['ResourceArn']);
        return { status: 200, body: { tags: world.account.tags[arn] ?? {} } };
      },
    },
  ];
}

/** @throws AwsRefusal 404 */
function findResource(world: World, arn: string | undefined): string {
  const known = listFlows(world).flatMap((flow) => [
    flow.arn,
    ...flow.outputs.map((stored) => stored.arn),
    ...readFlowConfig(flow).sources.map((source) => source.sourceArn),
  ]);
  const found = known.find((candidate) => candidate === arn);
  if (!found) throw notFound('The specified resource was not found.');
  return found;
}
