import type { Backing } from './situation.ts';

/** What is wrong with a push that does not arrive: the platform declines it, or it cannot be trusted or made. */
export type DeliveryFault =
  | { kind: 'REFUSED' }
  | { kind: 'CERTIFICATE' }
  | { kind: 'FORMAT'; format: string | null };

/**
 * The fault behind a channel's delivery alerts, by their types alone. A push that cannot be written though no connection
 * failed is none that another key would mend, unless the source is known to carry the H.264 that RTMP takes.
 */
export function deliveryFault({ channel, flow }: Pick<Backing, 'channel' | 'flow'>): DeliveryFault {
  const types = new Set(channel?.alerts.map(({ alertType }) => alertType));
  if (types.has('Failed to Validate Certificate Chain When Publishing')) return { kind: 'CERTIFICATE' };
  const format = flow?.sources.find((source) => source.format !== null)?.format ?? null;
  const unwritten = types.has('Failed to Write to Output') && !types.has('Failed RTMP Connection');
  return unwritten && !format?.includes('H.264') ? { kind: 'FORMAT', format } : { kind: 'REFUSED' };
}
