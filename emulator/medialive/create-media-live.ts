import { notEmulated } from '../not-emulated.ts';
import type { Service } from '../service.ts';
import type { World } from '../world.ts';
import { channelOperations } from './channel-operations.ts';
import { inputOperations } from './input-operations.ts';
import { listAlertsOperation } from './list-alerts.ts';
import { publishedOperations } from './published-operations.ts';
import { tagOperations } from './resource-tags.ts';

/** MediaLive over the account's channels and inputs: its states, refusals, quotas and alerts. */
export function createMediaLive(world: World): Service {
  const operations = [
    ...channelOperations(world),
    ...inputOperations(world),
    listAlertsOperation(world),
    ...tagOperations(world),
  ];
  return { name: 'medialive', operations, notEmulated: notEmulated(publishedOperations, operations) };
}
