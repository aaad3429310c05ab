import type { Platform, Protocol } from '../records.ts';

export interface Ingest {
  url: string;
  /** The platform's second ingest, for channels with two pipelines. */
  backupUrl: string | null;
}

/** Where platforms that publish one address for everybody take RTMP, as of November 2026. */
const ingests: Partial<Record<Platform, Partial<Record<Protocol, Ingest>>>> = {
  YOUTUBE: {
    RTMP: {
      url: 'rtmp://a.rtmp.youtube.com/live2',
      backupUrl: 'rtmp://b.rtmp.youtube.com/live2?backup=1',
    },
    RTMPS: {
      url: 'rtmps://a.rtmps.youtube.com:443/live2',
      backupUrl: 'rtmps://b.rtmps.youtube.com:443/live2?backup=1',
    },
  },
  TWITCH: { RTMP: { url: 'rtmp://live.twitch.tv/app', backupUrl: null } },
  FACEBOOK: { RTMPS: { url: 'rtmps://live-api-s.facebook.com:443/rtmp/', backupUrl: null } },
};

/** The platform's own ingest, in the protocol asked for or else its usual one; null where each user has another. */
export function platformIngest(
  platform: Platform,
  protocol: Protocol | null,
): { protocol: Protocol; ingest: Ingest } | null {
  const offered = Object.entries(ingests[platform] ?? {}) as [Protocol, Ingest][];
  const found = offered.find(([offers]) => protocol === null || offers === protocol);
  return found ? { protocol: found[0], ingest: found[1] } : null;
}
