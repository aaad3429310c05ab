import type { LogEvent } from '../../src/domain/log.ts';
import { newCondition, newWork } from '../../src/domain/new-work.ts';
import type { Channel, Destination, Flow, Input, Output, Preset, Session } from '../../src/domain/records.ts';

const at = '2026-11-01T10:00:00.000Z';
export const arnOf = (name: string): string => `arn:aws:mediaconnect:us-east-1:111122223333:flow:1-a:${name}`;

export const destination = (id: string, more: Partial<Destination> = {}): Destination => ({
  id,
  name: `Destination ${id}`,
  platform: 'YOUTUBE',
  deliveryMode: 'DEDICATED_CHANNEL',
  protocol: 'RTMPS',
  url: 'rtmps://a.rtmps.youtube.com:443/live2',
  backupUrl: null,
  srt: null,
  streamKey: { sealed: 'sealed-not-to-be-shown', fingerprint: 'print', setAt: at, version: 1 },
  presetId: 'hd',
  flowId: arnOf('one'),
  tags: [],
  desired: 'STOPPED',
  startWithoutSource: false,
  force: false,
  version: 1,
  configVersion: 1,
  restartFor: null,
  wishedAt: at,
  createdAt: at,
  updatedAt: at,
  work: newWork,
  condition: newCondition,
  sessionId: null,
  ...more,
});

/** The engine's part of a destination with this channel behind it. */
export const onChannel = (id: string): Pick<Destination, 'work'> => ({
  work: { ...newWork, channel: { requestId: 'request', id, configVersion: 1, presetVersion: 1 } },
});

export const channel = (id: string, more: Partial<Channel> = {}): Channel => ({
  id,
  arn: `arn:aws:medialive:us-east-1:111122223333:channel:${id}`,
  name: `Channel ${id}`,
  state: 'IDLE',
  channelClass: 'SINGLE_PIPELINE',
  pipelinesRunning: 0,
  inputIds: [`input-${id}`],
  pushUrls: [],
  tags: {},
  role: 'DEDICATED',
  playbackUrl: null,
  alerts: [],
  alertsReadAt: null,
  stateSince: at,
  acted: null,
  wish: null,
  costPerHour: '0.0200',
  ...more,
});

export const input = (id: string, flowName: string): Input => ({
  id,
  arn: `arn:aws:medialive:us-east-1:111122223333:input:${id}`,
  name: `Input ${id}`,
  state: 'ATTACHED',
  type: 'MEDIACONNECT',
  flowArns: [arnOf(flowName)],
  channelIds: [],
  tags: {},
  acted: null,
});

export const flow = (name: string, more: Partial<Flow> = {}): Flow => ({
  id: arnOf(name),
  arn: arnOf(name),
  name,
  state: 'ACTIVE',
  sources: [],
  stateSince: at,
  acted: null,
  wish: null,
  wishFailure: null,
  costPerHour: '0.1600',
  ...more,
});

export const source = (
  name: string,
  more: Partial<Flow['sources'][number]> = {},
): Flow['sources'][number] => ({
  arn: `${arnOf('one')}:source:${name}`,
  name,
  protocol: 'srt-listener',
  ingestAddress: '203.0.113.7',
  ingestPort: 5000,
  streamId: null,
  connected: null,
  bitrate: null,
  format: null,
  ...more,
});

export const output = (name: string, flowName: string, more: Partial<Output> = {}): Output => ({
  id: `${arnOf(flowName)}:output:${name}`,
  arn: `${arnOf(flowName)}:output:${name}`,
  flowId: arnOf(flowName),
  name,
  protocol: 'srt-caller',
  destination: '203.0.113.9',
  port: 9000,
  listenerAddress: null,
  settingsDigest: 'settings',
  enabled: true,
  mediaLiveInputArn: null,
  managedBy: 'LUNORA',
  health: 'UNKNOWN',
  acted: null,
  ...more,
});

export const preset = (id: string, more: Partial<Preset> = {}): Preset => ({
  id,
  name: `Preset ${id}`,
  width: 1920,
  height: 1080,
  framesPerSecond: 30,
  videoBitrate: 6_000_000,
  audioBitrate: 128_000,
  builtIn: true,
  version: 1,
  ...more,
});

export const session = (id: string, destinationId: string, more: Partial<Session> = {}): Session => ({
  id,
  destinationId,
  destinationName: `Destination ${destinationId}`,
  flowId: arnOf('one'),
  startedAt: at,
  runningAt: at,
  endedAt: '2026-11-01T11:00:00.000Z',
  endReason: 'STOPPED',
  cost: '0.5976',
  ...more,
});

export const happened = (subjectId: string, message: string, more: Partial<LogEvent> = {}): LogEvent => ({
  at,
  actor: 'admin',
  actorType: 'TOKEN',
  requestId: 'request-1',
  kind: 'DESTINATION_UPDATED',
  subjectType: 'Destination',
  subjectId,
  subjectName: `Destination ${subjectId}`,
  flowId: arnOf('one'),
  message,
  changes: [],
  ...more,
});
