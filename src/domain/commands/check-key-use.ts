import type { DeliveryMode } from '../records.ts';
import { checkStreamKey } from './check-stream-key.ts';
import { refuse } from './refuse.ts';

/**
 * RTMP and RTMPS need a stream key; SRT has none.
 * @throws Refusal STREAM_KEY_REQUIRED or INVALID_STREAM_KEY.
 */
export function checkKeyUse(deliveryMode: DeliveryMode, streamKey: string | null): void {
  if (deliveryMode === 'FLOW_OUTPUT') {
    if (streamKey === null) return;
    throw refuse(
      'INVALID_STREAM_KEY',
      'A flow output sends SRT, which has no stream key; it may need srt.streamId.',
      'streamKey',
    );
  }
  if (streamKey === null) {
    throw refuse(
      'STREAM_KEY_REQUIRED',
      'A dedicated channel pushes RTMP, which needs the stream key the platform gives out.',
      'streamKey',
    );
  }
  checkStreamKey(streamKey);
}
