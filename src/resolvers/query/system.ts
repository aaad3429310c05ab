import { mediaLiveEye } from '../../domain/observe-eye.ts';
import type { Context } from '../context.ts';

export interface SystemView {
  version: string;
  installationId: string;
  aws: {
    reachable: boolean;
    lastError: string | null;
    quotasReadAt: string | null;
    quotasError: string | null;
  };
  lastObservedAt: string | null;
  leader: boolean;
  emulated: boolean;
}

/** How Lunora itself is. AWS counts as reachable once it was seen, until looks at any part of it fail again and again. */
export function system({ state, store, settings, leads, freshness, sees }: Context): SystemView {
  const unobserved = freshness?.unobserved() ?? null;
  const eye = state.get('eye', mediaLiveEye);
  const quotas = eye?.quotas;
  const blind = [...state.all('eye')].filter(({ id, stale }) => stale && (id === mediaLiveEye || sees(id)));
  // What AWS says of the rest of the account is not for a token that is limited to flows.
  const errors = blind.map(({ id, error }) => (sees(id) ? error : 'MediaLive cannot be seen.'));
  return {
    version: settings.version,
    installationId: store.installationId,
    aws: {
      reachable: eye !== undefined && blind.length === 0 && unobserved === null,
      lastError: unobserved?.reason ?? errors[0] ?? null,
      quotasReadAt: quotas?.readAt ?? null,
      quotasError: quotas?.error ? (sees(mediaLiveEye) ? quotas.error : 'Quotas cannot be read.') : null,
    },
    lastObservedAt: eye?.observedAt ?? null,
    leader: leads(),
    emulated: settings.emulated,
  };
}
