import type { SeenChannel, SeenFlow, SeenInput, SeenOutput } from '../../src/domain/aws.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { FoldedState } from '../../src/domain/state.ts';

/** What AWS shows, for tests to vary. */
export const flowArn = 'arn:aws:mediaconnect:us-east-1:111122223333:flow:1-a:demo';

export const seenChannel = (more: Partial<SeenChannel> = {}): SeenChannel => ({
  id: '2000001',
  arn: 'arn:aws:medialive:us-east-1:111122223333:channel:2000001',
  name: 'main',
  state: 'IDLE',
  channelClass: 'SINGLE_PIPELINE',
  pipelinesRunning: 0,
  inputIds: ['1000001'],
  pushUrls: ['rtmp://live.example.com/app'],
  tags: {},
  ...more,
});

export const seenInput = (more: Partial<SeenInput> = {}): SeenInput => ({
  id: '1000001',
  arn: 'arn:aws:medialive:us-east-1:111122223333:input:1000001',
  name: 'feed',
  state: 'DETACHED',
  type: 'MEDIACONNECT',
  flowArns: [flowArn],
  channelIds: [],
  tags: {},
  ...more,
});

export const seenOutput = (more: Partial<SeenOutput> = {}): SeenOutput => ({
  arn: 'arn:aws:mediaconnect:us-east-1:111122223333:output:1-b:out',
  name: 'out',
  protocol: 'srt-caller',
  destination: 'srt.example.com',
  port: 9000,
  listenerAddress: null,
  settingsDigest: 'settings',
  enabled: true,
  mediaLiveInputArn: null,
  ...more,
});

export const seenFlow = (more: Partial<SeenFlow> = {}): SeenFlow => ({
  arn: flowArn,
  name: 'demo',
  state: 'ACTIVE',
  sources: [
    {
      arn: 'arn:aws:mediaconnect:us-east-1:111122223333:source:1-c:srt',
      name: 'srt',
      protocol: 'srt-listener',
      ingestAddress: '192.0.2.1',
      ingestPort: 9998,
      streamId: 'lunora-primary-feed',
      connected: null,
      bitrate: null,
      format: null,
    },
  ],
  outputs: [],
  ...more,
});

/** Folds what was decided, and hands the decision on. */
export function fold<R>(state: FoldedState, decision: Decision<R>): Decision<R> {
  if (decision.changes.length > 0) state.fold(decision.changes, state.position + 1);
  return decision;
}
