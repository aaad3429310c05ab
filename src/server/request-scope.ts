import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const scope = new AsyncLocalStorage<string>();

/** Runs `work` as part of this request, so that whatever is logged meanwhile can name it. */
export const inRequest = <T>(requestId: string, work: () => T): T => scope.run(requestId, work);

export const currentRequestId = (): string | null => scope.getStore() ?? null;

/**
 * Returns the caller's own id for the request, or a new one where that is not fit to be shown: ids stand in events, so one
 * from which `redact` would take something is not.
 */
export function requestIdFrom(
  header: string | string[] | undefined,
  redact: (text: string) => string = String,
): string {
  const isFit = typeof header === 'string' && /^[\w.:-]{1,64}$/.test(header) && redact(header) === header;
  return isFit ? header : randomUUID();
}
