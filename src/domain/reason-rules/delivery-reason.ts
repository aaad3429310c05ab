import type { DeliveryFault } from '../delivery-fault.ts';
import type { DeliveryMode } from '../records.ts';
import { type Explanation, explain } from './reason-rule.ts';

/** Explains why the stream does not arrive. */
export function deliveryReason(mode: DeliveryMode, fault: DeliveryFault): Explanation {
  if (mode === 'FLOW_OUTPUT') {
    return explain(
      'DELIVERY_FAILED',
      'The receiver does not take the stream. The flow keeps trying; check that it listens, and the URL.',
      'CHECK_URL',
    );
  }
  switch (fault.kind) {
    case 'FORMAT':
      return explain(
        'DELIVERY_FAILED',
        `What the source carries${fault.format ? ` (${fault.format})` : ''} cannot be written to the output. RTMP takes H.264 and AAC; set the encoder to them.`,
        'CHECK_CONFIGURATION',
      );
    case 'CERTIFICATE':
      return explain(
        'DELIVERY_FAILED',
        'The platform’s certificate is not trusted. MediaLive keeps trying; check the URL.',
        'CHECK_URL',
      );
    case 'REFUSED':
      return explain(
        'DELIVERY_FAILED',
        'The platform does not take the stream. MediaLive keeps trying; check the stream key and the URL.',
        'CHECK_STREAM_KEY',
      );
  }
}
