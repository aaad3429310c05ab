import type { Logger } from '../logger.ts';
import { allowsOrigin } from './allow-origin.ts';

export interface OriginPolicy {
  /** True if pages of this origin may use the API. Logs a refused one once, with the setting that would allow it. */
  allows(origin: string | undefined, host: string | undefined): boolean;
}

/** Refused origins that are logged by one process. */
const loggedAtMost = 100;
const longestLogged = 200;

export function createOriginPolicy(allowed: readonly string[], log: Logger): OriginPolicy {
  const logged = new Set<string>();
  return {
    allows(origin, host) {
      if (origin === undefined || allowsOrigin(origin, host, allowed)) return true;
      const shown = origin.slice(0, longestLogged);
      if (logged.size < loggedAtMost && !logged.has(shown)) {
        logged.add(shown);
        log.warn({ origin: shown, setting: 'LUNORA_ALLOWED_ORIGINS' }, 'origin refused');
      }
      return false;
    },
  };
}
