/** What of an SDK client's middleware stack is needed to see the answer to every request it sends. */
export interface CountedClient {
  middlewareStack: {
    add(
      middleware: Middleware,
      options: { name: string; step: 'deserialize'; priority: 'low'; override: true },
    ): void;
  };
}

type Middleware = <Args, Output extends object>(
  next: (args: Args) => Promise<Output>,
  context: { commandName?: unknown },
) => (args: Args) => Promise<Output>;

/** Reports each attempt of the client, with the HTTP status of its answer; 0 where there was none. */
export function countCalls(client: CountedClient, count: (operation: string, status: number) => void): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const operation = String(commandName).replace(/Command$/, '');
        try {
          const output = await next(args);
          count(operation, statusOf('response' in output ? output.response : null));
          return output;
        } catch (error) {
          count(operation, statusOf(error instanceof Error && '$response' in error ? error.$response : null));
          throw error;
        }
      },
    { name: 'countCalls', step: 'deserialize', priority: 'low', override: true },
  );
}

const statusOf = (response: unknown): number =>
  typeof response === 'object' && response !== null && 'statusCode' in response
    ? Number(response.statusCode)
    : 0;
