import { PortTakenError } from './port-taken-error.ts';

/**
 * Starts something on the wanted port or, where that is taken and may be, on a free one.
 * @throws PortTakenError
 */
export async function startOnPort<T>(options: {
  setting: string;
  port: number;
  fallback: boolean;
  start(port: number): Promise<T>;
  log(line: string): void;
}): Promise<T> {
  const { setting, port, fallback, start, log } = options;
  try {
    return await start(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (!fallback) throw new PortTakenError(setting, port);
    log(`Port ${port} is taken, so a free one is used; set ${setting} to choose.`);
    return start(0);
  }
}
