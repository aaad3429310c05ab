import type { Attempting } from './pace-calls.ts';

type Next = <Args, Output>(next: (args: Args) => Promise<Output>) => (args: Args) => Promise<Output>;

const doubted = new WeakSet<object>();

/**
 * Remembers of what a call throws whether one of its tries before got no answer, or a 5xx. It stands inside the SDK's
 * retries, which tell of the last try only.
 */
export function noteDoubts(client: Attempting<Next>): void {
  client.middlewareStack.add(
    (next) => {
      let open = false;
      return async (args) => {
        try {
          return await next(args);
        } catch (error) {
          if (open && typeof error === 'object' && error !== null) doubted.add(error);
          open ||= !isAnswered(error);
          throw error;
        }
      };
    },
    { name: 'noteDoubts', step: 'finalizeRequest', priority: 'low', override: true },
  );
}

/** Whether a try of the call, before the one that threw this, may have done its work. */
export const isDoubtful = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && doubted.has(error);

function isAnswered(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
  return status !== undefined && status < 500;
}
