import { expect, it } from 'vitest';
import type { Session } from '../../src/server/authenticate.ts';
import { createConnections } from '../../src/server/connections.ts';
import { openLog } from '../pubsub/outputs.ts';

const session: Session = {
  viewer: { name: 'viewer', role: 'VIEWER', tokenId: null, flowIds: null },
  key: 'settings viewer',
  expiresAt: null,
};

it.each([
  [250, [100, 200, 250]],
  [10_000, [200, 400, 600]],
])('sends %d away in batches with a rest between them', async (count, after) => {
  const { store, clock } = await openLog();
  const connections = createConnections({ store, clock });
  let ended = 0;
  for (let n = 0; n < count; n += 1) {
    connections.keep(session, (reason) => {
      expect(reason).toBe('DRAINING');
      ended += 1;
    });
  }
  const drained = connections.drain();
  for (const total of after) {
    expect(ended).toBe(total);
    await clock.run(20);
  }
  await clock.run(2_000);
  await drained;
  expect(ended).toBe(count);
  expect(connections.total()).toBe(0);
  connections.close();
});
