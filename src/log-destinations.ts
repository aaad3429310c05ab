import type { Logger } from './logger.ts';
import type { Store } from './store/store.ts';

/** Logs what becomes of each destination, for the terminal of a local start. Returns the way to stop. */
export function logDestinations(
  { state, onEntry }: Pick<Store, 'state' | 'onEntry'>,
  log: Logger,
): () => void {
  return onEntry(({ events }) => {
    for (const { kind, subjectId, subjectName: name, actor } of events) {
      if (kind === 'DESTINATION_CREATED') log.info({ name, actor }, 'destination created');
      if (kind === 'DESTINATION_DELETED') log.info({ name }, 'destination deleted');
      if (kind !== 'DESTINATION_STATUS_CHANGED') continue;
      const condition = subjectId && state.get('destination', subjectId)?.condition;
      if (!condition) continue;
      const { status, reason } = condition;
      const level = status === 'ERROR' ? 'warn' : 'info';
      log[level](
        { name, ...(reason && { reason: reason.code, message: reason.message }) },
        `destination ${status.toLowerCase()}`,
      );
    }
  });
}
