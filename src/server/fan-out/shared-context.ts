import { type Context, type ContextDeps, createContext } from '../../resolvers/context.ts';
import { HistoryLoaders } from '../../resolvers/history-loaders.ts';
import type { Asked } from './asked.ts';

/**
 * Contexts for answers that others are given too. They hold nothing of anyone but what is asked, and each has loaders of
 * its own, which do not outlive the answer. What they read of history is charged to their permission scope.
 */
export function createSharedContexts(deps: ContextDeps, requestId: string): (asked: Asked) => Context {
  const nobody = { name: '', tokenId: null, role: 'VIEWER', flowIds: [] } as const;
  const { actor, ...same } = createContext(deps, { ...nobody, flowIds: [] }, requestId);
  return (asked) => {
    const tokenKey = () => `shared ${asked.scope.role} ${asked.scope.flowIds?.join(' ') ?? ''}`;
    return {
      ...same,
      viewer: asked.viewer,
      sees: asked.sees,
      actor: asked.actor(actor),
      loaders: new HistoryLoaders(() => deps.store.historyFor(deps.readGate?.passOf(tokenKey()))),
    };
  };
}
