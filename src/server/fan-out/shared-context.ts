import { type Context, type ContextDeps, createContext } from '../../resolvers/context.ts';
import type { Asked } from './asked.ts';

/**
 * Contexts for answers that others are given too. They hold nothing of anyone but what is asked, and each has loaders of
 * its own, which do not outlive the answer. What is not read is not made.
 */
export function createSharedContexts(deps: ContextDeps, requestId: string): (asked: Asked) => Context {
  const nobody = { name: '', tokenId: null, role: 'VIEWER', flowIds: [] } as const;
  const fresh = () => createContext(deps, { ...nobody, flowIds: [] }, requestId);
  const { loaders: _loaders, actor, ...same } = fresh();
  return (asked) => {
    let loaders: Context['loaders'] | null = null;
    return {
      ...same,
      viewer: asked.viewer,
      sees: asked.sees,
      get actor() {
        asked.personal = true;
        return actor;
      },
      get loaders() {
        loaders ??= fresh().loaders;
        return loaders;
      },
    };
  };
}
