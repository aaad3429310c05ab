import { type Clock, instant } from '../clock.ts';
import { isTokenLive } from '../domain/token-end.ts';
import type { ContextDeps } from '../resolvers/context.ts';
import type { Session } from './authenticate.ts';

/** Why the server ends what is open. */
export type EndReason = 'EXPIRED' | 'REVOKED' | 'DRAINING';

export interface Connections {
  /** Calls `end` once when the session's token stops counting, or the server drains. Returns the way to leave before. */
  keep(session: Session, end: (reason: EndReason) => void): () => void;
  /** How many this token holds open. */
  countOf(session: Session): number;
  total(): number;
  /** Ends all of them, some at a time, so that they do not all come back at once. */
  drain(): Promise<void>;
  close(): void;
}

interface Kept {
  session: Session;
  end(reason: EndReason): void;
}

/** Ended at once, at least; and how many batches there are at most, with a rest between them. */
const drainBatch = 100;
const drainBatches = 50;
const drainRestMs = 20;
/** Timers cannot wait longer. */
const longestWaitMs = 2 ** 31 - 1;

/** What is open for longer than one answer: sockets and event streams. Each lives only as long as its token counts. */
export function createConnections({ store, clock }: Pick<ContextDeps, 'store' | 'clock'>): Connections {
  const all = new Set<Kept>();
  const counts = new Map<string, number>();

  const unfollow = store.onEntry(({ changes }) => {
    for (const { type, id, record } of changes) {
      if (type !== 'token' || (record && record.revokedAt === null)) continue;
      for (const kept of [...all]) if (isEnded(kept.session, id)) kept.end('REVOKED');
    }
  });

  /** True if the session's token is the one that ended, or no longer counts because of it. */
  function isEnded({ viewer: { tokenId } }: Session, endedId: string): boolean {
    if (!tokenId || tokenId === endedId) return tokenId === endedId;
    const token = store.state.get('token', tokenId);
    return token !== undefined && !isTokenLive(store.state, token, instant(clock.now()));
  }

  return {
    keep(session, end) {
      const leave = () => {
        if (!all.delete(kept)) return;
        cancel();
        const left = (counts.get(session.key) ?? 1) - 1;
        if (left > 0) counts.set(session.key, left);
        else counts.delete(session.key);
      };
      const kept: Kept = {
        session,
        end(reason) {
          leave();
          end(reason);
        },
      };
      all.add(kept);
      counts.set(session.key, (counts.get(session.key) ?? 0) + 1);
      const cancel = atInstant(clock, session.expiresAt, () => kept.end('EXPIRED'));
      return leave;
    },
    countOf: ({ key }) => counts.get(key) ?? 0,
    total: () => all.size,
    async drain() {
      const batch = Math.max(drainBatch, Math.ceil(all.size / drainBatches));
      while (all.size > 0) {
        for (const kept of [...all].slice(0, batch)) kept.end('DRAINING');
        if (all.size > 0) await new Promise<void>((resolve) => clock.after(drainRestMs, resolve));
      }
    },
    close: () => unfollow(),
  };
}

function atInstant(clock: Clock, at: string | null, callback: () => void): () => void {
  if (at === null) return () => {};
  let cancel = () => {};
  const wait = () => {
    const delayMs = Date.parse(at) - clock.now();
    cancel = delayMs <= 0 ? clock.after(0, callback) : clock.after(Math.min(delayMs, longestWaitMs), wait);
  };
  wait();
  return () => cancel();
}
