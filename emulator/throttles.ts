import type { Service } from './service.ts';
import type { EmulatorSettings, Rate } from './world.ts';

/** Service Quotas allows 10 calls a second of an operation that reads. */
const quotaReads: Rate = { perSecond: 10, burst: 10 };

const unlimited: Rate = { perSecond: 1e9, burst: 1e9 };

/**
 * AWS's token buckets: one for all requests to MediaLive, and for MediaConnect one for what describes and one for
 * everything else (its quotas page). Where the setting has no rate for Describes, they count in the one bucket.
 */
export function createThrottles(settings: () => EmulatorSettings, now: () => number) {
  const mediaConnect = () => settings().undocumented.mediaConnectThrottle;
  const medialive = createBucket(() => settings().throttle, now);
  const acts = createBucket(() => mediaConnect() ?? unlimited, now);
  const describes = createBucket(() => mediaConnect()?.describe ?? unlimited, now);
  const quotas = createBucket(() => quotaReads, now);
  return {
    /** False where the call exceeds the rate. */
    take(service: Service['name'], operation: string): boolean {
      if (service === 'medialive') return medialive.take();
      if (service === 'servicequotas') return quotas.take();
      const apart = operation.startsWith('Describe') && mediaConnect()?.describe;
      return (apart ? describes : acts).take();
    },
  };
}

/** A token bucket: a steady rate and a burst. */
function createBucket(rate: () => Rate, now: () => number): { take(): boolean } {
  let tokens = rate().burst;
  let at = now();
  return {
    take() {
      const { perSecond, burst } = rate();
      tokens = Math.min(burst, tokens + ((now() - at) / 1000) * perSecond);
      at = now();
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
