import { type Context, type ContextDeps, createContext, type Viewer } from '../../resolvers/context.ts';
import type { Scope } from './group-key.ts';

export interface SharedContexts {
  /** A context for one answer: loaders do not outlive it. */
  next(): Context;
  /** Whether something was read that is not the same for the whole scope, so that the answer is nobody else's. */
  personal(): boolean;
}

/**
 * Contexts for answers that are made for all of a scope. They hold nothing of any one of them: who asks has no name,
 * and an answer that wants one is not shared. What is not read is not made.
 */
export function createSharedContexts(
  deps: ContextDeps,
  { role, flowIds }: Scope,
  requestId: string,
): SharedContexts {
  let personal = false;
  const viewer = hide<Viewer>({ name: '', role, tokenId: null, flowIds }, ['name', 'tokenId'], () => {
    personal = true;
  });
  const plain = createContext(deps, { name: '', tokenId: null, role, flowIds }, requestId);
  const shared = hide<Context>({ ...plain, viewer }, ['actor'], () => {
    personal = true;
  });

  class SharedContext {
    private own: Context['loaders'] | null = null;

    get loaders(): Context['loaders'] {
      this.own ??= createContext(deps, plain.viewer, requestId).loaders;
      return this.own;
    }
  }
  const { loaders: _one, ...rest } = Object.getOwnPropertyDescriptors(shared);
  Object.defineProperties(SharedContext.prototype, rest);
  return { next: () => new SharedContext() as object as Context, personal: () => personal };
}

/** The same, but reading one of `keys` is noticed. */
function hide<T extends object>(value: T, keys: readonly (keyof T)[], onRead: () => void): T {
  const hidden = { ...value };
  for (const key of keys) {
    Object.defineProperty(hidden, key, {
      enumerable: true,
      get() {
        onRead();
        return value[key];
      },
    });
  }
  return hidden;
}
