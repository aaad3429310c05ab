/** AWS's token bucket over all MediaLive requests of an account: a steady rate and a burst. */
export function createThrottle(
  settings: () => { perSecond: number; burst: number },
  now: () => number,
): { take(): boolean } {
  let tokens = settings().burst;
  let at = now();
  return {
    take() {
      const { perSecond, burst } = settings();
      tokens = Math.min(burst, tokens + ((now() - at) / 1000) * perSecond);
      at = now();
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
