import { type Context, type ContextDeps, createContext } from '../../resolvers/context.ts';
import type { Asked } from './asked.ts';

/**
 * Contexts for answers that others are given too. They hold nothing of anyone but what is asked, and each has loaders of
 * its own, which do not outlive the answer. What is not read is not made.
 */
export function createSharedContexts(deps: ContextDeps, requestId: string): (asked: Asked) => Context {
  const nobody = { name: '', tokenId: null, role: 'VIEWER', flowIds: [] } as const;
  const fresh = () => createContext(deps, { ...nobody, flowIds: [] }, requestId);
  const { actor, ...same } = fresh();
  return (asked) => ({
    ...same,
    viewer: asked.viewer,
    sees: asked.sees,
    actor: asked.actor(actor),
    loaders: new LoadersOnDemand(() => fresh().loaders),
  });
}

class LoadersOnDemand {
  private made: Context['loaders'] | null = null;

  constructor(private readonly make: () => Context['loaders']) {}

  get latestEvents() {
    this.made ??= this.make();
    return this.made.latestEvents;
  }
}
