import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Entry } from '../domain/log.ts';
import type { State } from '../domain/state.ts';
import type { Answer } from './send-answer.ts';
import type { Read } from './track-reads.ts';

/** A rendered answer and what it was made of. */
export interface KeptAnswer extends Answer {
  etag: string;
}

export interface KeptAnswers {
  /** The answer under this key if nothing it was made of has changed since; null otherwise. */
  find(key: string): KeptAnswer | null;
  /** Keeps an answer that was true at `position`. */
  keep(
    key: string,
    answer: Pick<KeptAnswer, 'body' | 'headers'>,
    position: number,
    reads: ReadonlySet<Read>,
  ): KeptAnswer;
  close(): void;
}

interface Kept extends KeptAnswer {
  position: number;
  reads: ReadonlySet<Read>;
}

/** Room for answers, in characters of their keys and bodies and bytes of two compressed copies each. */
const mostCharacters = 48 * 1024 * 1024;
/** A body and its copies by gzip and brotli, none of which is longer than it by more than a few bytes. */
const copies = 3;

/**
 * Answers by log position: what a query says is a function of document, variables, permission scope and the records it
 * read, so it stays true until one of those record types changes. `key` must hold everything else that can change a byte.
 */
export function createKeptAnswers(store: {
  state: State;
  onEntry(listener: (entry: Entry) => void): () => void;
}): KeptAnswers {
  const kept = new LRUCache<string, Kept>({
    maxSize: mostCharacters,
    maxEntrySize: mostCharacters / 16,
    sizeCalculation: ({ body }, key) => key.length + copies * body.length,
  });
  const changedAt = new Map<Read, number>();

  const stop = store.onEntry(({ position, changes }) => {
    for (const { type } of changes) changedAt.set(type, position);
    changedAt.set('position', position);
  });

  function holds({ reads, position }: Kept): boolean {
    for (const read of reads) if ((changedAt.get(read) ?? 0) > position) return false;
    return true;
  }

  return {
    find(key) {
      const answer = kept.get(key);
      if (!answer) return null;
      if (holds(answer)) return answer;
      kept.delete(key);
      return null;
    },
    keep(key, { body, headers }, position, reads) {
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
      const answer: Kept = { body, headers, etag, position, reads };
      if (!reads.has('beyond') && holds(answer)) kept.set(key, answer);
      return answer;
    },
    close() {
      stop();
      kept.clear();
    },
  };
}
