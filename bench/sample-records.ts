import { newCondition, newWork } from '../src/domain/new-work.ts';
import type { Records } from '../src/domain/records.ts';

const at = '2026-11-01T10:00:00.000Z';

export const flowArn = (index: number): string =>
  `arn:aws:mediaconnect:us-east-1:111122223333:flow:1-bench${index}:bench-${index}`;

export const sampleFlow = (index: number): Records['flow'] => ({
  id: flowArn(index),
  arn: flowArn(index),
  name: `bench-${index}`,
  state: 'ACTIVE',
  sources: [],
  stateSince: at,
  acted: null,
  wish: null,
  wishFailure: null,
  costPerHour: '0.1600',
});

export const samplePreset = (index: number): Records['preset'] => ({
  id: `preset-${index}`,
  name: `Preset ${index}`,
  width: 1920,
  height: 1080,
  framesPerSecond: 30,
  videoBitrate: 6_000_000,
  audioBitrate: 128_000,
  builtIn: true,
  version: 1,
});

export const sampleDestination = (index: number, flowId: string): Records['destination'] => ({
  id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  name: `Destination ${index}`,
  platform: 'YOUTUBE',
  deliveryMode: 'DEDICATED_CHANNEL',
  protocol: 'RTMPS',
  url: 'rtmps://a.rtmps.youtube.com:443/live2',
  backupUrl: null,
  srt: null,
  streamKey: { sealed: 'sealed', fingerprint: index.toString(16).padStart(12, '0'), setAt: at, version: 1 },
  presetId: `preset-${index % 5}`,
  flowId,
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
});

/** A token that sees the first flow and one that nobody else sees: a permission scope of its own. */
export const scopedToken = (index: number, hash: string): Records['token'] => ({
  id: `token-${index}`,
  name: `bench ${index}`,
  role: 'OPERATOR',
  flowIds: [flowArn(0), flowArn(index + 1)],
  hash,
  expiresAt: null,
  createdAt: at,
  revokedAt: null,
});
