import { plausibleFormat } from './mediaconnect/flow-lifecycle.ts';
import type { PushFailure, VideoCarrier, VideoReports, World } from './world.ts';

/** Real video for the account, with what it reports written into it; null, and a line that says why, where it cannot be. */
export async function carryVideo(world: World, log: (line: string) => void): Promise<VideoCarrier | null> {
  const { account } = world;
  const reports: VideoReports = {
    source(flowArn, connected, format) {
      const flow = account.flows[flowArn];
      if (!flow || (flow.encoderSending === connected && !format)) return;
      flow.encoderSending = connected;
      // Another encoder may have come: what the last one sent says nothing of this one.
      flow.format = format ?? null;
      world.changed();
    },
    push(channelId, destinationId, delivering, failure = 'Failed RTMP connection') {
      const failing = account.pushFailures[channelId] ?? {};
      const before = failing[destinationId];
      if (delivering ? before === undefined : causeOf(before) === causeOf(failure)) return;
      if (delivering) delete failing[destinationId];
      else failing[destinationId] = failure;
      account.pushFailures[channelId] = failing;
      world.changed();
    },
  };
  try {
    const { startVideo } = await import('./video/start-video.ts');
    return await startVideo({ world, reports, log });
  } catch (error) {
    log(`Real video is off: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

const causeOf = (failure: PushFailure | undefined): string | undefined =>
  typeof failure === 'string' ? 'CONNECTION' : failure?.cause;

/**
 * Without real video an encoder is imagined on every source that last waited for real packets, so that one run with
 * video does not leave the account without a feed for good.
 */
export function imagineEncoders(world: World): void {
  for (const flow of Object.values(world.account.flows)) {
    if (flow.format) continue;
    flow.format = { ...plausibleFormat };
    flow.encoderSending = true;
    world.changed();
  }
}
