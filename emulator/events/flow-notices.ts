import type { Notice } from './notice.ts';
import type { SightedFlow, Sighting } from './sighting.ts';

/** What MediaConnect would tell EventBridge of flows that were there before, between two sightings. */
export function flowNotices(before: Sighting, after: Sighting): Notice[] {
  return [...after.flows].flatMap(([arn, is]) => {
    const was = before.flows.get(arn);
    if (!was) return [];
    return [...statusNotices(arn, was, is), ...outputNotices(arn, was, is), ...sourceNotices(arn, was, is)];
  });
}

const notice = (detailType: string, resources: string[], detail: object): Notice => ({
  source: 'aws.mediaconnect',
  detailType,
  resources,
  detail,
});

function statusNotices(arn: string, was: SightedFlow, is: SightedFlow): Notice[] {
  if (was.state === is.state) return [];
  const detail = { currentStatus: is.state, previousStatus: was.state };
  return [notice('MediaConnect Flow Status Change', [arn], detail)];
}

function outputNotices(arn: string, was: SightedFlow, is: SightedFlow): Notice[] {
  return [...is.outputs].flatMap(([outputArn, output]) => {
    const known = was.outputs.get(outputArn);
    const told: Notice[] = [];
    if (known && known.enabled !== output.enabled) {
      const status = (enabled: boolean) => (enabled ? 'ENABLED' : 'DISABLED');
      const detail = { currentStatus: status(output.enabled), previousStatus: status(known.enabled) };
      told.push(notice('MediaConnect Output Status Change', [arn, outputArn], detail));
    }
    // A new one is idle until it connects.
    const before = known ? known.connected : false;
    if (output.connected !== null && before !== output.connected) {
      const detail = { current: { state: link(output.connected) }, previous: { state: link(before) } };
      told.push(notice('MediaConnect Output Health', [arn, outputArn], detail));
    }
    return told;
  });
}

function sourceNotices(arn: string, was: SightedFlow, is: SightedFlow): Notice[] {
  if (is.sourceConnected === null || is.sourceConnected === was.sourceConnected) return [];
  const health = (connected: boolean | null) => ({
    source_state: link(connected),
    tr101: { ts_sync_loss: connected !== true, continuity_count_error: false },
  });
  const detail = {
    unhealthy: !is.sourceConnected,
    current: health(is.sourceConnected),
    previous: health(was.sourceConnected),
  };
  return [notice('MediaConnect Source Health', [arn, is.sourceArn], detail)];
}

const link = (connected: boolean | null) => (connected ? 'CONNECTED' : 'DISCONNECTED');
