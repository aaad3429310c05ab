import { mediaLiveEye } from '../../domain/observe-eye.ts';
import type { Context } from '../context.ts';

export interface SystemView {
  version: string;
  installationId: string;
  aws: { reachable: boolean; lastError: string | null };
  lastObservedAt: string | null;
  leader: boolean;
  emulated: boolean;
}

/** How Lunora itself is. AWS counts as reachable once it was seen, until looks at any part of it fail again and again. */
export function system({ state, store, settings, leads, freshness }: Context): SystemView {
  const unobserved = freshness?.unobserved() ?? null;
  const eye = state.get('eye', mediaLiveEye);
  const blind = eye?.stale ? eye : [...state.all('eye')].find(({ stale }) => stale);
  return {
    version: settings.version,
    installationId: store.installationId,
    aws: {
      reachable: eye !== undefined && !blind && unobserved === null,
      lastError: unobserved?.reason ?? blind?.error ?? null,
    },
    lastObservedAt: eye?.observedAt ?? null,
    leader: leads(),
    emulated: settings.emulated,
  };
}
