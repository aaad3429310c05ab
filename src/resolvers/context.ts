import DataLoader from 'dataloader';
import { type Clock, instant } from '../clock.ts';
import type { Actor, PlacedEvent } from '../domain/log.ts';
import type { Role, Session } from '../domain/records.ts';
import type { State } from '../domain/state.ts';
import type { Store } from '../store/store.ts';

/** Who asks, as the token says. */
export interface Viewer {
  name: string;
  role: Role;
  /** Identifies the token, not the person: what idempotency keys are scoped to. */
  tokenId: string;
  /** The flows (ARNs) this token sees and acts on; null: every flow, and what belongs to none. */
  flowIds: readonly string[] | null;
}

export interface ContextSettings {
  /** The flow meant when none is named (its ARN); null: the first one known. */
  defaultFlowId: string | null;
  /** The primary channel's AWS id. */
  primaryChannelId: string | null;
  /** AWS is the local one. */
  emulated: boolean;
  version: string;
  /** What AWS is thought to allow; a quota record (what AWS has taught us) wins. */
  quotas: { channels: number; pushInputs: number; outputsPerFlow: number };
}

/** What lives as long as the process; contexts are made from it. */
export interface ContextDeps {
  store: Store;
  clock: Clock;
  settings: ContextSettings;
  /** Seals a stream key for keeping. The fingerprint is the same for the same key. */
  sealKey(plain: string): { sealed: string; fingerprint: string };
  /** HMAC, for comparing inputs without keeping them. */
  hash(text: string): string;
  /** Random; becomes the id of a record. */
  newId(): string;
  /** A new API token and the SHA-256 (hex) it is kept as. */
  newToken(): { token: string; hash: string };
  /** Asks the poller to look at AWS at once. */
  lookNow(): void;
  /** Whether this process leads. */
  leader(): boolean;
}

export interface LatestEventsKey {
  subjectId: string;
  first: number;
}

/** What is not in memory, batched per request. */
export interface Loaders {
  /** The newest events of a subject, newest first. All subjects of a request are one read. */
  latestEvents: DataLoader<LatestEventsKey, PlacedEvent[], string>;
  /** A session that left the state. */
  session: DataLoader<string, Session | null>;
}

/** What resolvers work with. Fresh for each request, and for each event delivered to a subscriber. */
export interface Context extends ContextDeps {
  readonly state: State;
  viewer: Viewer;
  requestId: string;
  /** The viewer as the log names them. */
  actor: Actor;
  /** ISO 8601. */
  now(): string;
  loaders: Loaders;
}

export function createContext(deps: ContextDeps, viewer: Viewer, requestId: string): Context {
  return {
    ...deps,
    get state() {
      return deps.store.state;
    },
    viewer,
    requestId,
    actor: { name: viewer.name, type: 'TOKEN', requestId },
    now: () => instant(deps.clock.now()),
    loaders: createLoaders(deps.store),
  };
}

function createLoaders({ history }: Store): Loaders {
  return {
    latestEvents: new DataLoader(
      async (keys) => {
        const most = Math.max(...keys.map(({ first }) => first));
        const subjectIds = [...new Set(keys.map(({ subjectId }) => subjectId))];
        const found = await history.latestEventsOf(subjectIds, most);
        const bySubject = new Map(subjectIds.map((id, index) => [id, found[index] ?? []]));
        return keys.map(({ subjectId, first }) => (bySubject.get(subjectId) ?? []).slice(0, first));
      },
      { cacheKeyFn: ({ subjectId, first }) => `${first}:${subjectId}` },
    ),
    session: new DataLoader((ids) => Promise.all(ids.map((id) => history.session(id)))),
  };
}
