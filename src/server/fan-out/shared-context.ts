import { type Context, type ContextDeps, createContext } from '../../resolvers/context.ts';
import type { Scope } from './group-key.ts';

export interface SharedContext {
  context: Context;
  /** Whether something was read that is not the same for the whole scope, so that the answer is nobody else's. */
  personal(): boolean;
}

/**
 * A context for an answer that is made for all of a scope. It holds nothing of any one of them: who asks has no name,
 * and an answer that wants one is not shared.
 */
export function createSharedContext(
  deps: ContextDeps,
  { role, flowIds }: Scope,
  requestId: string,
): SharedContext {
  let personal = false;
  const hide = <T>(value: T) => ({
    enumerable: true,
    get: () => {
      personal = true;
      return value;
    },
  });
  const viewer = Object.defineProperties({} as Context['viewer'], {
    role: { value: role, enumerable: true },
    flowIds: { value: flowIds, enumerable: true },
    name: hide(''),
    tokenId: hide(null),
  });
  const plain = createContext(deps, { name: '', tokenId: null, role, flowIds }, requestId);
  const { actor, viewer: _viewer, ...rest } = plain;
  const context = Object.defineProperties({ ...rest, viewer } as Context, { actor: hide(actor) });
  return { context, personal: () => personal };
}
