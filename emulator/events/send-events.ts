import { randomUUID } from 'node:crypto';
import type { LiveWorld } from '../create-world.ts';
import { noticesOf } from './notices-of.ts';
import { sightingOf } from './sighting.ts';

/** Sends an event for whatever changes in the account from now on, as a rule of EventBridge sends it to a queue. */
export function sendEvents(
  world: LiveWorld,
  queue: { send(body: string): unknown },
  { imagined }: { imagined: boolean },
): void {
  let known = sightingOf(world.account, imagined);
  world.onChange(() => {
    const before = known;
    known = sightingOf(world.account, imagined);
    for (const { source, detailType, resources, detail } of noticesOf(before, known)) {
      const event = {
        version: '0',
        id: randomUUID(),
        'detail-type': detailType,
        source,
        account: world.accountId,
        // EventBridge tells whole seconds.
        time: new Date(world.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
        region: world.region,
        resources,
        detail,
      };
      queue.send(JSON.stringify(event));
    }
  });
}
