import { graphql } from 'graphql';
import { put } from '../../src/domain/change.ts';
import type { FindConsequences } from '../../src/domain/consequences.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { Change, LogEvent } from '../../src/domain/log.ts';
import type { Records, RecordType } from '../../src/domain/records.ts';
import type { Freshness } from '../../src/pubsub/freshness.ts';
import { UnobservedHistory } from '../../src/pubsub/unobserved-history.ts';
import {
  type Context,
  type ContextDeps,
  type ContextSettings,
  createContext,
  type Viewer,
} from '../../src/resolvers/context.ts';
import { schema } from '../../src/schema/index.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { History, Store } from '../../src/store/store.ts';
import { createManualClock, type ManualClock } from '../_kit/manual-clock.ts';
import { noConsequences } from '../store/records.ts';

export const admin: Viewer = { name: 'admin', role: 'ADMIN', tokenId: null, flowIds: null };

export interface Answer<T> {
  data: T;
  /** Codes of what was thrown on purpose, messages of what was not. */
  errors: string[];
}

export interface Api {
  store: Store;
  clock: ManualClock;
  /** Names of the history reads so far. */
  reads: (keyof History)[];
  context(viewer?: Viewer): Context;
  ask<T = unknown>(
    question: string,
    variables?: Record<string, unknown>,
    viewer?: Viewer,
  ): Promise<Answer<T>>;
  keep<T extends RecordType>(type: T, ...records: Records[T][]): Promise<void>;
  say(...events: LogEvent[]): Promise<void>;
  /** Since when this process cannot vouch for what it knows, as a whole and by eye; null: it can. */
  setUnobserved(since: string | null, eyes?: Record<string, string>): void;
}

/** The schema over a store in memory, asked without a server. Records are kept as they are given. */
export async function openApi(
  settings: Partial<ContextSettings> = {},
  consequences: FindConsequences = noConsequences,
): Promise<Api> {
  const clock = createManualClock();
  const kept = await createStore({ table: createMemoryTable(), clock, consequences });
  const reads: (keyof History)[] = [];
  const store = countReads(kept, reads);
  const listeners = new Set<() => void>();
  let unobserved: ReturnType<Freshness['unobserved']> = null;
  const parts = new UnobservedHistory();
  const deps: ContextDeps = {
    store,
    freshness: {
      unobserved: () => unobserved,
      parts,
      unobservedAfterMs: 120_000,
      onFlip(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close() {},
    },
    clock,
    settings: {
      defaultFlowId: null,
      primaryChannelId: null,
      playbackUrl: null,
      emulated: true,
      version: '1.2.3',
      quotas: { channels: 5, pushInputs: 5 },
      ...settings,
    },
    sealKey: (plain) => ({ sealed: `sealed ${plain.length}`, fingerprint: 'print' }),
    streamIds: {
      seal: (text) => ({ sealed: `sealed ${text.length}`, fingerprint: 'print' }),
      unseal: String,
      fingerprint: () => 'print',
    },
    redact: (text) => text,
    hide: () => {},
    hash: (text) => text,
    newId: () => 'new',
    newToken: () => ({ token: 'token', hash: 'hash' }),
    lookNow: () => {},
    leads: () => true,
  };
  const context = (viewer = admin) => createContext(deps, viewer, 'request-1');

  return {
    store,
    clock,
    reads,
    context,
    async ask<T>(question: string, variables: Record<string, unknown> = {}, viewer = admin) {
      const { data, errors = [] } = await graphql({
        schema,
        source: question,
        variableValues: variables,
        contextValue: context(viewer),
      });
      return {
        data: JSON.parse(JSON.stringify(data ?? null)) as T,
        errors: errors.map(({ originalError, message }) =>
          originalError instanceof DomainError ? originalError.code : message,
        ),
      };
    },
    async keep(type, ...records) {
      for (const record of records)
        await store.change((state) => ({
          changes: [put(state, type, record) as Change],
          events: [],
          value: null,
        }));
    },
    setUnobserved(since, eyes = {}) {
      unobserved = since === null ? null : { sinceMs: Date.parse(since), reason: 'The table is gone.' };
      const byEye = Object.entries(eyes).map(([id, at]) => [id, Date.parse(at)] as const);
      parts.set({ rest: unobserved?.sinceMs ?? 0, eyes: new Map(byEye) });
      for (const listener of [...listeners]) listener();
    },
    async say(...events) {
      for (const event of events) await store.change(() => ({ changes: [], events: [event], value: null }));
    },
  };
}

function countReads(store: Store, reads: (keyof History)[]): Store {
  const history = store.historyFor();
  const counted =
    <A extends unknown[], R>(name: keyof History, read: (...args: A) => R) =>
    (...args: A): R => {
      reads.push(name);
      return read(...args);
    };
  return Object.create(store, {
    historyFor: {
      value: (): History => ({
        events: counted('events', history.events),
        eventsAt: counted('eventsAt', history.eventsAt),
        latestEventsOf: counted('latestEventsOf', history.latestEventsOf),
        sessions: counted('sessions', history.sessions),
        sessionsById: counted('sessionsById', history.sessionsById),
      }),
    },
  }) as Store;
}
