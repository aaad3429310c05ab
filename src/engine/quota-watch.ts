import type { Change } from '../domain/log.ts';
import { isWanted } from '../domain/places.ts';
import type { State } from '../domain/state.ts';

/** Knows who waits for a place at AWS, and wakes them when one may have come free. */
export interface QuotaWatch {
  /** To be told of every entry. */
  follow(changes: readonly Change[]): void;
  /** Begins anew with what the state says. */
  reset(): void;
}

const telling: ReadonlySet<string> = new Set(['destination', 'channel', 'input', 'output', 'quota']);

/**
 * With anything that may make room, wakes all who wait, who see for themselves whose turn it is, and all who stand idle,
 * one of whom may have to give way. While nobody waits it costs nothing.
 */
export function createQuotaWatch(state: State, wake: (destinationId: string) => void): QuotaWatch {
  const waiting = new Set<string>();

  function note({ id, record }: Extract<Change, { type: 'destination' }>): void {
    if (record && isWanted(record) && record.work.failure?.kind === 'QUOTA') waiting.add(id);
    else waiting.delete(id);
  }

  return {
    follow(changes) {
      for (const change of changes) if (change.type === 'destination') note(change);
      if (waiting.size === 0 || !changes.some(({ type }) => telling.has(type))) return;
      for (const id of waiting) wake(id);
      for (const { id, condition } of state.all('destination')) if (condition.idleSince !== null) wake(id);
    },
    reset() {
      waiting.clear();
      for (const record of state.all('destination')) {
        note({ type: 'destination', id: record.id, kind: 'UPDATED', record, flowId: record.flowId });
      }
    },
  };
}
