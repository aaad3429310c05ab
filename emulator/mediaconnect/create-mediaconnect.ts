import type { Service } from '../service.ts';
import type { World } from '../world.ts';
import { lifecycleOperations } from './flow-lifecycle.ts';
import { outputOperations } from './flow-outputs.ts';
import { sourceOperations } from './flow-sources.ts';
import { listFlowsOperation } from './list-flows.ts';
import { notEmulated } from './not-emulated.ts';
import { tagOperations } from './resource-tags.ts';
import { sourceMetadataOperation } from './source-metadata.ts';

/**
 * MediaConnect over the account's flows: its states, refusals and quotas. It has no conflict error: whatever a caller
 * did wrong is a 400 BadRequestException, and too many of something a 420.
 */
export function createMediaConnect(world: World): Service {
  return {
    name: 'mediaconnect',
    operations: [
      listFlowsOperation(world),
      ...lifecycleOperations(world),
      sourceMetadataOperation(world),
      ...outputOperations(world),
      ...sourceOperations(world),
      ...tagOperations(world),
    ],
    notEmulated,
  };
}
