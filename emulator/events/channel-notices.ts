import type { ChannelState } from '../world.ts';
import type { Notice } from './notice.ts';
import type { SightedAlert, SightedChannel, Sighting } from './sighting.ts';

/** What MediaLive would tell EventBridge of the channels, between two sightings. */
export function channelNotices(before: Sighting, after: Sighting): Notice[] {
  const ids = new Set([...before.channels.keys(), ...after.channels.keys()]);
  return [...ids].flatMap((id) => {
    const was = before.channels.get(id);
    const is = after.channels.get(id);
    return [...stateNotices(was, is), ...alertNotices(was, is)];
  });
}

function stateNotices(was: SightedChannel | undefined, is: SightedChannel | undefined): Notice[] {
  const state = is?.state ?? 'DELETED';
  const channel = is ?? was;
  if (!channel || was?.state === state || (!was && state === 'DELETED')) return [];
  const word = wordOf(was?.state, state);
  if (!word) return [];
  return [
    {
      source: 'aws.medialive',
      detailType: 'MediaLive Channel State Change',
      resources: [channel.arn],
      detail: {
        channel_arn: channel.arn,
        state: word,
        message: sentences[word],
        pipelines_running_count: is?.pipelinesRunning ?? 0,
      },
    },
  ];
}

const sentences = {
  CREATED: 'Created channel',
  STARTING: 'Starting channel',
  RUNNING: 'Channel is running',
  RECOVERING: 'Channel is recovering',
  STOPPING: 'Stopping channel',
  STOPPED: 'Stopped channel',
  DELETING: 'Deleting channel',
  DELETED: 'Deleted channel',
} as const;

/** The words of events are not those of the API: a stop ends in STOPPED, a creation in CREATED; UPDATING is not told. */
function wordOf(was: ChannelState | undefined, is: ChannelState): keyof typeof sentences | null {
  switch (is) {
    case 'IDLE':
      if (was === undefined || was === 'CREATING') return 'CREATED';
      return was === 'UPDATING' || was === 'UPDATE_FAILED' ? null : 'STOPPED';
    case 'STARTING':
    case 'RUNNING':
    case 'RECOVERING':
    case 'STOPPING':
    case 'DELETING':
    case 'DELETED':
      return is;
    default:
      return null;
  }
}

function alertNotices(was: SightedChannel | undefined, is: SightedChannel | undefined): Notice[] {
  if (!is) return [];
  const notice = (alarmState: 'SET' | 'CLEARED', [id, alert]: [string, SightedAlert]): Notice => ({
    source: 'aws.medialive',
    detailType: 'MediaLive Channel Alert',
    resources: [is.arn],
    detail: {
      alarm_state: alarmState,
      alarm_id: id,
      alert_type: alert.alertType,
      pipeline: alert.pipelineId,
      channel_arn: is.arn,
      message: alert.message,
    },
  });
  const known: SightedChannel['alerts'] = was?.alerts ?? new Map();
  return [
    ...[...is.alerts].filter(([id]) => !known.has(id)).map((each) => notice('SET', each)),
    ...[...known].filter(([id]) => !is.alerts.has(id)).map((each) => notice('CLEARED', each)),
  ];
}
