import type { ActOptions } from './media-live.ts';
import type { Attempting } from './pace-calls.ts';

type Next = <Args, Output>(next: (args: Args) => Promise<Output>) => (args: Args) => Promise<Output>;

/**
 * The command, which the SDK then repeats only while `mayRepeat` says so. It may take 15 s to learn that a request gets
 * no answer, and by then the act may be somebody else's, or nobody's. Not repeated, it fails as it did last.
 */
export function repeatWhile<Command extends Attempting<Next>>(
  command: Command,
  { mayRepeat }: ActOptions = {},
): Command {
  if (!mayRepeat) return command;
  command.middlewareStack.add(
    // Behind the client's own: a request may wait long for its turn.
    (next) => {
      let last: { error: unknown } | null = null;
      let over = false;
      return async (args) => {
        over ||= last !== null && !mayRepeat();
        if (last && over) throw last.error;
        try {
          return await next(args);
        } catch (error) {
          last = { error };
          throw error;
        }
      };
    },
    { name: 'repeatWhile', step: 'finalizeRequest', priority: 'low', override: true },
  );
  return command;
}
