import { createHash } from 'node:crypto';
import type { Entry } from '../domain/log.ts';
import type { State } from '../domain/state.ts';
import type { Read } from './track-reads.ts';

/** A rendered answer and what it was made of. */
export interface KeptAnswer {
  body: string;
  etag: string;
  headers: Record<string, string>;
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

/** Room for answers, in characters of their bodies and keys. The longest unused go first. */
const mostCharacters = 16 * 1024 * 1024;

/**
 * Answers by log position: what a query says is a function of document, variables, permission scope and the records it
 * read, so it stays true until one of those record types changes. `key` must hold everything else that can change a byte.
 */
export function createKeptAnswers(store: {
  state: State;
  onEntry(listener: (entry: Entry) => void): () => void;
}): KeptAnswers {
  /** Least recently used first. */
  const kept = new Map<string, Kept>();
  const changedAt = new Map<Read, number>();
  let characters = 0;

  const stop = store.onEntry(({ position, changes }) => {
    for (const { type } of changes) changedAt.set(type, position);
    changedAt.set('position', position);
  });

  const sizeOf = (key: string, { body }: KeptAnswer) => key.length + body.length;

  function drop(key: string, answer: Kept): void {
    kept.delete(key);
    characters -= sizeOf(key, answer);
  }

  function holds({ reads, position }: Kept): boolean {
    for (const read of reads) if ((changedAt.get(read) ?? 0) > position) return false;
    return true;
  }

  return {
    find(key) {
      const answer = kept.get(key);
      if (!answer) return null;
      if (!holds(answer)) {
        drop(key, answer);
        return null;
      }
      kept.delete(key);
      kept.set(key, answer);
      return answer;
    },
    keep(key, { body, headers }, position, reads) {
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
      const answer: Kept = { body, headers, etag, position, reads };
      const size = sizeOf(key, answer);
      if (reads.has('beyond') || size > mostCharacters / 16 || !holds(answer)) return answer;
      const before = kept.get(key);
      if (before) drop(key, before);
      kept.set(key, answer);
      characters += size;
      for (const [oldest, oldestAnswer] of kept) {
        if (characters <= mostCharacters) break;
        drop(oldest, oldestAnswer);
      }
      return answer;
    },
    close() {
      stop();
      kept.clear();
    },
  };
}
