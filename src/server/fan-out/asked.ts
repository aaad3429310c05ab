import { reaches } from '../../domain/commands/caller.ts';
import type { Sees } from '../../pubsub/stream.ts';
import type { Viewer } from '../../resolvers/context.ts';

/** What a token may see. */
export type Scope = Pick<Viewer, 'role' | 'flowIds'>;

/**
 * Somebody who is asked and never read, so that it is known on which answers a result rests. It is the same result for
 * everybody who gives the same answers.
 */
export class Asked {
  private readonly seen = new Set<string | null>();
  private readonly hidden = new Set<string | null>();
  private readonly read = new Set<keyof Scope>();
  /** Whether something was read that is not the same for a whole scope: the result is nobody else's. */
  personal = false;
  /** Reading it is asking. */
  readonly viewer: Viewer;

  constructor(private readonly one: Viewer) {
    const asked = this;
    this.viewer = {
      get name() {
        asked.personal = true;
        return one.name;
      },
      get tokenId() {
        asked.personal = true;
        return one.tokenId;
      },
      get role() {
        asked.read.add('role');
        return one.role;
      },
      get flowIds() {
        asked.read.add('flowIds');
        return one.flowIds;
      },
    };
  }

  readonly sees: Sees = (flowId) => {
    const sees = reaches(this.one, flowId);
    (sees ? this.seen : this.hidden).add(flowId);
    return sees;
  };

  /** Whether a scope gives the answers that were given. */
  isLike(scope: Scope): boolean {
    for (const flowId of this.seen) if (!reaches(scope, flowId)) return false;
    for (const flowId of this.hidden) if (reaches(scope, flowId)) return false;
    for (const key of this.read)
      if (JSON.stringify(scope[key]) !== JSON.stringify(this.one[key])) return false;
    return true;
  }

  get scope(): Scope {
    return this.one;
  }

  /** What was read whole, by its name. */
  whole(): Partial<Scope> {
    return Object.fromEntries([...this.read].sort().map((key) => [key, this.one[key]]));
  }
}

/** Nobody in particular of a scope. */
export const anyoneOf = ({ role, flowIds }: Scope): Viewer => ({ name: '', tokenId: null, role, flowIds });
