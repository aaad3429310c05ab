import type { Channel, Flow, Health, HealthState } from './records.ts';
import { type Backing, sourceConnected } from './situation.ts';

/** Alerts of AWS (by its wording) that say a push does not arrive. 6018, 6006, 6028 of the user guide's list. */
export const deliveryAlerts: ReadonlySet<string> = new Set([
  'Failed RTMP Connection',
  'Failed to Write to Output',
  'Failed to Validate Certificate Chain When Publishing',
]);

/** Alerts that say nothing comes in: 5302 and 5201. */
export const sourceAlerts: ReadonlySet<string> = new Set([
  'Stopped Receiving UDP Input',
  'Video Not Detected',
]);

/** What a flow's source light may say, from evidence only. */
export function sourceHealth(flow: Flow | undefined): HealthState {
  if (!flow) return 'UNKNOWN';
  if (flow.state === 'STANDBY') return 'OFF';
  const connected = sourceConnected(flow);
  if (connected === null) return 'UNKNOWN';
  return connected ? 'OK' : 'FAILED';
}

/** The three lights of a destination with its own channel. `seen`: AWS could be seen of late. */
export function channelHealth({ flow, channel }: Backing, seen: { flow: boolean; channel: boolean }): Health {
  const starved = isStarved(channel);
  const source = seen.flow ? sourceHealth(flow) : 'UNKNOWN';
  const health: Health = {
    source: seen.channel && starved && source !== 'OFF' ? 'FAILED' : source,
    encoder: encoderHealth(channel),
    delivery: 'OFF',
  };
  health.delivery = channelDelivery(channel, health.source);
  if (seen.channel) return health;
  return { source: health.source, encoder: unseen(health.encoder), delivery: unseen(health.delivery) };
}

/** The three lights of a destination on a flow output. The API tells nothing of delivery, so it is never guessed. */
export function outputHealth({ flow, output }: Backing, seen: { flow: boolean }): Health {
  const source = seen.flow ? sourceHealth(flow) : 'UNKNOWN';
  const on = output?.enabled === true;
  const encoder: HealthState = !on ? 'OFF' : flow?.state === 'ACTIVE' ? 'OK' : 'OFF';
  const delivery: HealthState =
    encoder === 'OK' ? (output?.health === 'OFF' ? 'UNKNOWN' : (output?.health ?? 'UNKNOWN')) : 'OFF';
  if (seen.flow) return { source, encoder, delivery };
  return { source, encoder: unseen(encoder), delivery: unseen(delivery) };
}

function encoderHealth(channel: Channel | undefined): HealthState {
  switch (channel?.state) {
    case 'RUNNING':
      return channel.pipelinesRunning > 0 ? 'OK' : 'FAILED';
    case 'RECOVERING':
      return 'WARNING';
    case 'CREATE_FAILED':
    case 'UPDATE_FAILED':
      return 'FAILED';
    case 'UNKNOWN':
      return 'UNKNOWN';
    default:
      return 'OFF';
  }
}

function channelDelivery(channel: Channel | undefined, source: HealthState): HealthState {
  if (channel?.state !== 'RUNNING' && channel?.state !== 'RECOVERING') return 'OFF';
  if (hasAlert(channel, deliveryAlerts)) return 'FAILED';
  // Of a push that nothing is fed into, the absence of alerts says nothing.
  if (channel.alertsReadAt === null || source === 'FAILED' || source === 'OFF') return 'UNKNOWN';
  return hasAlert(channel, new Set(['Output Group is Paused'])) ? 'WARNING' : 'OK';
}

/** Whether a channel on air says that nothing reaches it. */
export const isStarved = (channel: Channel | undefined): boolean => hasAlert(channel, sourceAlerts);

const hasAlert = (channel: Channel | undefined, types: ReadonlySet<string>) =>
  channel?.alerts.some((alert) => types.has(alert.alertType)) ?? false;

/** A light that cannot be seen now: off stays off, anything else is not known. */
const unseen = (light: HealthState): HealthState => (light === 'OFF' ? 'OFF' : 'UNKNOWN');
