import type { LogEvent } from './domain/log.ts';
import type { State } from './domain/state.ts';
import type { Logger } from './logger.ts';
import type { Store } from './store/store.ts';

/** Logs what becomes of each destination, for the terminal of a local start. Returns the way to stop. */
export function logDestinations(
  { state, onEntry }: Pick<Store, 'state' | 'onEntry'>,
  log: Logger,
): () => void {
  return onEntry(({ events }) => {
    for (const event of events) logEvent(event, state, log);
  });
}

function logEvent(event: LogEvent, state: State, log: Logger): void {
  const { kind, subjectName: name, actor } = event;
  switch (kind) {
    case 'DESTINATION_CREATED':
      log.info({ name, actor }, 'destination created');
      break;
    case 'DESTINATION_DELETED':
      log.info({ name }, 'destination deleted');
      break;
    case 'DESTINATION_STATUS_CHANGED':
      logStatus(event, state, log);
      break;
  }
}

function logStatus({ subjectId, subjectName: name }: LogEvent, state: State, log: Logger): void {
  const condition = subjectId && state.get('destination', subjectId)?.condition;
  if (!condition) return;
  const { status, reason } = condition;
  const level = status === 'ERROR' ? 'warn' : 'info';
  log[level](
    { name, ...(reason && { reason: reason.code, message: reason.message }) },
    `destination ${status.toLowerCase()}`,
  );
}
