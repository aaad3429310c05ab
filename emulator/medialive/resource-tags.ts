import type { Operation } from '../service.ts';
import type { World } from '../world.ts';
import { placeOf } from './operation-places.ts';
import { isRecord, readRequest } from './read-request.ts';
import { badRequest, notFound } from './refusals.ts';

const maxTags = 50;

/** Tags of channels and inputs, in whatever state they are. */
export function tagOperations(world: World): Operation[] {
  return [
    {
      ...placeOf('CreateTags'),
      handle({ params, body }) {
        const arn = findResource(world, params['ResourceArn']);
        const { tags } = readRequest('CreateTags', body);
        world.account.tags[arn] = readTags({ ...world.account.tags[arn], ...readTags(tags) });
        world.changed();
        return { status: 204 };
      },
    },
    {
      ...placeOf('DeleteTags'),
      query: ['tagKeys'],
      handle({ params, query }) {
        const arn = findResource(world, params['ResourceArn']);
        for (const key of query.getAll('tagKeys')) delete world.account.tags[arn]?.[key];
        world.changed();
        return { status: 204 };
      },
    },
    {
      ...placeOf('ListTagsForResource'),
      handle({ params }) {
        const arn = findResource(world, params['ResourceArn']);
        return { status: 200, body: { tags: world.account.tags[arn] ?? {} } };
      },
    },
  ];
}

/** @throws AwsRefusal 400 for more than AWS's 50, or keys and values beyond its lengths */
export function readTags(given: unknown): Record<string, string> {
  const tags = Object.entries(isRecord(given) ? given : {});
  if (tags.length > maxTags) throw badRequest(`A resource can have at most ${maxTags} tags.`);
  for (const [key, value] of tags) {
    if (key === '' || key.length > 128) throw badRequest('A tag key must have 1 to 128 characters.');
    if (String(value).length > 256) throw badRequest('A tag value must have at most 256 characters.');
  }
  return Object.fromEntries(tags.map(([key, value]) => [key, String(value)]));
}

/** @throws AwsRefusal 404 */
function findResource({ account }: World, arn: string | undefined): string {
  const known = [...Object.values(account.channels), ...Object.values(account.inputs)];
  const found = known.find((resource) => resource.arn === arn && resource.state !== 'DELETED');
  if (!found) throw notFound('The specified resource was not found.');
  return found.arn;
}
