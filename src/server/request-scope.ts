import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const scope = new AsyncLocalStorage<string>();

/** Runs `work` as part of this request, so that whatever is logged meanwhile can name it. */
export const inRequest = <T>(requestId: string, work: () => T): T => scope.run(requestId, work);

export const currentRequestId = (): string | null => scope.getStore() ?? null;

/** The caller's own id for the request where it is a sensible one, else a new one. */
export function requestIdFrom(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{1,64}$/.test(header) ? header : randomUUID();
}
