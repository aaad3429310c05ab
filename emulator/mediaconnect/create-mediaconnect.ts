import { notEmulated } from '../not-emulated.ts';
import type { Service } from '../service.ts';
import type { World } from '../world.ts';
import { lifecycleOperations } from './flow-lifecycle.ts';
import { outputOperations } from './flow-outputs.ts';
import { sourceOperations } from './flow-sources.ts';
import { listFlowsOperation } from './list-flows.ts';
import { publishedOperations } from './published-operations.ts';
import { tagOperations } from './resource-tags.ts';
import { sourceMetadataOperation } from './source-metadata.ts';

/**
 * MediaConnect over the account's flows: its states, refusals and quotas. It has no conflict error: whatever a caller
 * did wrong is a 400 BadRequestException, and too many of something a 420.
 */
export function createMediaConnect(world: World): Service {
  const operations = [
    listFlowsOperation(world),
    ...lifecycleOperations(world),
    sourceMetadataOperation(world),
    ...outputOperations(world),
    ...sourceOperations(world),
    ...tagOperations(world),
  ];
  return { name: 'mediaconnect', operations, notEmulated: notEmulated(publishedOperations, operations) };
}
