import { LRUCache } from 'lru-cache';
import type { Clock } from '../../clock.ts';
import type { SharedMessage } from './shared-message.ts';

export interface SharedAnswers {
  /** Finds the answer under this key, or makes it, once for all who ask meanwhile and soon after. */
  find(key: string, make: () => MaybeLater<SharedMessage | null>): MaybeLater<SharedMessage | null>;
  close(): void;
}

type MaybeLater<T> = T | Promise<T>;

/** Characters of answers and keys. */
const mostCharacters = 16 * 1024 * 1024;
/** Those who come at once, after a restart say, are told their snapshots within this time. */
const keptMs = 5_000;

/** Answers that several subscribers are told within a short time, each made and written down once. */
export function createSharedAnswers(clock: Clock): SharedAnswers {
  const kept = new LRUCache<string, SharedMessage>({
    maxSize: mostCharacters,
    sizeCalculation: ({ text, bytes }, key) => text.length + bytes.length + key.length,
  });
  const coming = new Map<string, Promise<SharedMessage | null>>();
  let cancel: (() => void) | null = null;

  function forget(): void {
    cancel = null;
    kept.clear();
  }

  function keep(key: string, answer: SharedMessage | null): SharedMessage | null {
    if (!answer) return null;
    kept.set(key, answer);
    cancel ??= clock.after(keptMs, forget);
    return answer;
  }

  return {
    find(key, make) {
      const found = kept.get(key) ?? coming.get(key);
      if (found) return found;
      const made = make();
      if (!(made instanceof Promise)) return keep(key, made);
      const later = made.then((answer) => keep(key, answer)).finally(() => coming.delete(key));
      coming.set(key, later);
      return later;
    },
    close() {
      cancel?.();
      forget();
    },
  };
}
