import { mediaLiveEye } from '../../domain/observe-eye.ts';
import type { Context } from '../context.ts';
import { isStale } from './is-stale.ts';

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

/** How Lunora itself is. AWS counts as reachable once it was seen, until a part of it is not observed any more. */
export function system(ctx: Context): SystemView {
  const { state, store, settings, leads, freshness, sees } = ctx;
  const unobserved = freshness?.unobserved() ?? null;
  const eye = state.get('eye', mediaLiveEye);
  const quotas = eye?.quotas;
  const errors = [...blindEyes(ctx)].map((id) => errorOf(ctx, id));
  return {
    version: settings.version,
    installationId: store.installationId,
    aws: {
      reachable: eye !== undefined && errors.length === 0 && unobserved === null,
      lastError: unobserved?.reason ?? errors[0] ?? null,
      quotasReadAt: quotas?.readAt ?? null,
      quotasError: quotas?.error ? (sees(mediaLiveEye) ? quotas.error : 'Quotas cannot be read.') : null,
    },
    lastObservedAt: eye?.observedAt ?? null,
    leader: leads(),
    emulated: settings.emulated,
  };
}

/** MediaLive's eye and those of the flows the viewer sees, as far as what they see is stale. */
function* blindEyes(ctx: Context): Iterable<string> {
  const { state, sees } = ctx;
  const ids = new Set([mediaLiveEye]);
  for (const { id } of state.all('eye')) ids.add(id);
  for (const { id } of state.all('flow')) ids.add(id);
  for (const id of ids) if ((id === mediaLiveEye || sees(id)) && isStale(ctx, id)) yield id;
}

/** What AWS says of the rest of the account is not for a token that is limited to flows. */
function errorOf({ state, sees, freshness }: Context, id: string): string | null {
  const eye = state.get('eye', id);
  if (eye?.stale) return sees(id) ? eye.error : 'MediaLive cannot be seen.';
  const part = id === mediaLiveEye ? 'MediaLive' : `flow ${state.get('flow', id)?.name || id}`;
  return `No look at ${part} has been recorded for ${(freshness?.unobservedAfterMs ?? 0) / 1_000} s.`;
}
