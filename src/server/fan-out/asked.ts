import type { Actor } from '../../domain/log.ts';
import { mayRead } from '../../domain/may-read.ts';
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
  /** What was read whole. */
  readonly read = new Set<keyof Scope>();
  /** Whether something was read that is not the same for a whole scope: the result is nobody else's. */
  personal = false;
  /** Reading it is asking. */
  readonly viewer: Viewer;

  constructor(private readonly one: Viewer) {
    this.viewer = new AskedViewer(this, one);
  }

  /** An actor of whom reading anything is asking for the one. */
  actor(of: Actor): Actor {
    return new AskedActor(this, of);
  }

  readonly sees: Sees = (flowId) => {
    const sees = mayRead(this.one, flowId);
    (sees ? this.seen : this.hidden).add(flowId);
    return sees;
  };

  /** Whether a scope gives the answers that were given. */
  isLike(scope: Scope): boolean {
    for (const flowId of this.seen) if (!mayRead(scope, flowId)) return false;
    for (const flowId of this.hidden) if (mayRead(scope, flowId)) return false;
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

// Classes, because an object with getters of its own has a shape of its own: nothing compiled for another fits it.

class AskedViewer implements Viewer {
  constructor(
    private readonly asked: Asked,
    private readonly one: Viewer,
  ) {}

  get name() {
    this.asked.personal = true;
    return this.one.name;
  }

  get tokenId() {
    this.asked.personal = true;
    return this.one.tokenId;
  }

  get role() {
    this.asked.read.add('role');
    return this.one.role;
  }

  get flowIds() {
    this.asked.read.add('flowIds');
    return this.one.flowIds;
  }
}

class AskedActor implements Actor {
  constructor(
    private readonly asked: Asked,
    private readonly one: Actor,
  ) {}

  get name() {
    return this.told().name;
  }

  get type() {
    return this.told().type;
  }

  get requestId() {
    return this.told().requestId;
  }

  private told(): Actor {
    this.asked.personal = true;
    return this.one;
  }
}

/** Nobody in particular of a scope. */
export const anyoneOf = ({ role, flowIds }: Scope): Viewer => ({ name: '', tokenId: null, role, flowIds });
