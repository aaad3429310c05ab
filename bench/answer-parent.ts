export type Commands = Record<string, (args: never) => unknown>;

interface Call {
  /** Left out: nobody waits for an answer. */
  id?: number;
  command: string;
  args: never;
}

/** Carries out the parent's commands, and ends with it. */
export function answerParent(commands: Commands): void {
  const send = (message: object) => process.send?.(message);
  process.on('message', async ({ id, command, args }: Call) => {
    try {
      const value = await commands[command]?.(args);
      if (id !== undefined) send({ id, value });
    } catch (error) {
      send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.once('disconnect', () => process.exit(0));
  send({ ready: true });
}

/** Milliseconds by a clock that all processes of a machine share. */
export const sharedNowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
