import type { CallPriority, RateBudget } from './rate-budget.ts';

/** What of the middleware stack of an SDK client or command is needed to stand before every request, inside the retries. */
export interface Attempting<Middleware> {
  middlewareStack: {
    add(
      middleware: Middleware,
      options: { name: string; step: 'finalizeRequest'; priority: 'low'; override: true },
    ): void;
  };
}

type Next = <Args, Output>(
  next: (args: Args) => Promise<Output>,
  context: { commandName?: unknown },
) => (args: Args) => Promise<Output>;

/**
 * Lets every request of the client wait for the budget. It stands inside the SDK's retries, so each attempt counts and
 * nothing sent through the client can escape it.
 */
export function paceCalls(client: Attempting<Next>, budget: RateBudget): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const operation = String(commandName);
        await budget.take(priorityOf(operation), operation);
        return next(args);
      },
    { name: 'rateBudget', step: 'finalizeRequest', priority: 'low', override: true },
  );
}

export function priorityOf(commandName: string): CallPriority {
  if (commandName.startsWith('ListAlerts')) return 'alert';
  return /^(List|Describe)/.test(commandName) ? 'look' : 'act';
}
