import { type Clock, instant } from '../clock.ts';
import type { Rebind } from '../domain/bind-secrets.ts';
import type { StreamIdSeal } from '../domain/commands/keep-stream-id.ts';
import type { DeniedRequest } from '../domain/denial.ts';
import type { HoldingLimits } from '../domain/holding-limits.ts';
import type { Actor } from '../domain/log.ts';
import { mayRead } from '../domain/may-read.ts';
import type { QuotaLimits } from '../domain/quotas.ts';
import type { Role, SealedKey } from '../domain/records.ts';
import type { State } from '../domain/state.ts';
import { tokenKeyOf } from '../domain/token-key.ts';
import type { Freshness } from '../pubsub/freshness.ts';
import type { ReadGate } from '../store/read-gate.ts';
import type { Store } from '../store/store.ts';
import { HistoryLoaders } from './history-loaders.ts';

/** Who is asking. */
export interface Viewer {
  name: string;
  role: Role;
  /** Null for the token of the settings. */
  tokenId: string | null;
  /** The flows (ARNs) a limited token sees and acts on; null: all. */
  flowIds: string[] | null;
}

/** What the settings decide about answers. */
export interface ContextSettings {
  defaultFlowId: string | null;
  primaryChannelId: string | null;
  playbackUrl: string | null;
  emulated: boolean;
  /** Private addresses are refused as targets. Left out: false. */
  publicTargetsOnly?: boolean;
  version: string;
  /** What the account allows, until AWS has taught us better. */
  quotas: QuotaLimits;
  /** What tokens may keep. Left out: it is not bounded. */
  holdings?: HoldingLimits;
}

/** What every request shares. Made once, by the app. */
export interface ContextDeps {
  store: Store;
  clock: Clock;
  settings: ContextSettings;
  /** Seals a stream key for keeping. */
  sealKey(plain: string): Pick<SealedKey, 'sealed' | 'fingerprint' | 'canonicalFingerprint'>;
  /** Seals SRT stream ids for keeping. */
  streamIds: StreamIdSeal;
  /** Binds the secrets of a destination to where they are sent. Left out: they are not bound. */
  rebind?: Rebind;
  /** A keyed hash of an input, for idempotency. */
  hash(text: string): string;
  /** The text without the secrets that are known. */
  redact(text: string): string;
  /** Makes a secret known that was given out, so that it is hidden from now on. */
  hide(secret: string): void;
  newId(): string;
  newToken(): { token: string; hash: string };
  /** Has AWS looked at now, by whoever leads; never waits for the look. @throws UnavailableError */
  lookNow(): void | Promise<void>;
  /** Whether this process leads. */
  leads(): boolean;
  /** Whether what this process knows is still observed. Left out: always. */
  freshness?: Freshness;
  /** Bounds reads of history by token. Left out: they are not bounded. */
  readGate?: ReadGate;
  /** Records a refusal for admins; nobody waits for it. Left out: none is. */
  noteDenied?(denied: DeniedRequest): void;
}

/** What resolvers get: the shared parts, who asks, and loaders that live as long as one answer. */
export interface Context extends ContextDeps {
  state: State;
  viewer: Viewer;
  /** Whether the viewer sees what belongs to this flow; what belongs to none is for viewers of everything. */
  sees(flowId: string | null): boolean;
  requestId: string;
  /** The network that the request comes from; left out: not known. */
  address?: string;
  actor: Actor;
  /** The present instant, ISO 8601. */
  now(): string;
  loaders: HistoryLoaders;
  /** Tells tokens apart for limits. */
  tokenKey: string;
}

/** A context for one request, or for one delivered event of a subscription: loaders must not outlive an answer. */
export function createContext(
  deps: ContextDeps,
  viewer: Viewer,
  requestId: string,
  tokenKey = tokenKeyOf(viewer),
): Context {
  return {
    ...deps,
    state: deps.store.state,
    viewer,
    sees: (flowId) => mayRead(viewer, flowId),
    requestId,
    actor: { name: viewer.name, type: 'TOKEN', tokenId: viewer.tokenId, requestId },
    now: () => instant(deps.clock.now()),
    loaders: new HistoryLoaders(() => deps.store.historyFor(deps.readGate?.passOf(tokenKey))),
    tokenKey,
  };
}
