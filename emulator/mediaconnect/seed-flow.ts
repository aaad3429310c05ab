import type { StoredFlow, World } from '../world.ts';
import { createFlow } from './flow-lifecycle.ts';

/** The flow every installation starts from: ACTIVE, its encoder sending 1080p30. */
export function seedFlow(world: World): StoredFlow {
  const flow = createFlow(world, {
    name: 'lunora-player-prod-srt-router',
    source: {
      name: 'lunora-primary-source',
      description: 'The live feed from the encoder',
      protocol: 'srt-listener',
      ingestPort: 9998,
      maxBitrate: 50_000_000,
      minLatency: 200,
      streamId: 'lunora-primary-feed',
      whitelistCidr: '0.0.0.0/0',
    },
  });
  flow.state = 'ACTIVE';
  flow.encoderSending = true;
  return flow;
}
