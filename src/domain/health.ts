import type { SeenSource } from './aws.ts';
import type { Channel, Flow, Health, HealthState } from './records.ts';
import type { Backing } from './situation.ts';

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

/** Alert 5101: what comes in is silent. */
const silenceAlerts: ReadonlySet<string> = new Set(['Audio Not Detected']);

/** What a flow's source light may say, from evidence only. */
export function sourceHealth(flow: Flow | undefined): HealthState {
  if (!flow) return 'UNKNOWN';
  const lights = flow.sources.map((source) => healthOfSource(flow.state, source));
  for (const light of ['OFF', 'OK', 'WARNING', 'FAILED'] as const) if (lights.includes(light)) return light;
  return flow.state === 'STANDBY' ? 'OFF' : 'UNKNOWN';
}

/** The light of one source of a flow in this state. Without an audio stream it is WARNING. */
export function healthOfSource(
  state: Flow['state'],
  { connected, audio }: Pick<SeenSource, 'connected' | 'audio'>,
): HealthState {
  if (state === 'STANDBY') return 'OFF';
  if (state !== 'ACTIVE' || connected === null) return 'UNKNOWN';
  if (!connected) return 'FAILED';
  return audio === false ? 'WARNING' : 'OK';
}

/** The three lights of a destination with its own channel. `seen`: AWS could be seen of late. */
export function channelHealth({ flow, channel }: Backing, seen: { flow: boolean; channel: boolean }): Health {
  const starved = isStarved(channel);
  const source = seen.flow ? sourceHealth(flow) : 'UNKNOWN';
  const health: Health = {
    source: seen.channel ? sourceAtChannel(source, starved, hasAlert(channel, silenceAlerts)) : source,
    encoder: encoderHealth(channel),
    delivery: 'OFF',
  };
  health.delivery = channelDelivery(channel, health.source);
  if (seen.channel) return health;
  return {
    source: health.source,
    encoder: unseenLight(health.encoder),
    delivery: unseenLight(health.delivery),
  };
}

/** What the channel says of its input weighs more than what the flow says of its source. */
function sourceAtChannel(source: HealthState, starved: boolean, silent: boolean): HealthState {
  if (source === 'OFF') return 'OFF';
  if (starved) return 'FAILED';
  return silent && source !== 'FAILED' ? 'WARNING' : source;
}

/** The three lights of a destination on a flow output. The API tells nothing of delivery, so it is never guessed. */
export function outputHealth({ flow, output }: Backing, seen: { flow: boolean }): Health {
  const source = seen.flow ? sourceHealth(flow) : 'UNKNOWN';
  const on = output?.enabled === true;
  const encoder: HealthState = !on ? 'OFF' : flow?.state === 'ACTIVE' ? 'OK' : 'OFF';
  const delivery: HealthState =
    encoder === 'OK' ? (output?.health === 'OFF' ? 'UNKNOWN' : (output?.health ?? 'UNKNOWN')) : 'OFF';
  if (seen.flow) return { source, encoder, delivery };
  return { source, encoder: unseenLight(encoder), delivery: unseenLight(delivery) };
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
export const unseenLight = (light: HealthState): HealthState => (light === 'OFF' ? 'OFF' : 'UNKNOWN');
