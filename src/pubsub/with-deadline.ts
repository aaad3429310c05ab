import { setMaxListeners } from 'node:events';
import { AwsError } from '../aws/aws-error.ts';
import type { Clock } from '../clock.ts';

/**
 * Gives a call so long and no longer: past that, or when `signal` aborts, it is given up even if it never notices.
 * @throws AwsError UNREACHABLE then, else what the call throws.
 */
export async function withDeadline<T>(
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const giveUp = new AbortController();
  // A look asks after several things at once.
  setMaxListeners(0, giveUp.signal);
  const abort = () => giveUp.abort();
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  const cancelTimer = clock.after(timeoutMs, abort);
  try {
    return await new Promise<T>((resolve, reject) => {
      const late = () =>
        reject(new AwsError('UNREACHABLE', 'look', `AWS did not answer in ${timeoutMs} ms.`));
      if (giveUp.signal.aborted) late();
      giveUp.signal.addEventListener('abort', late);
      call(giveUp.signal).then(resolve, reject);
    });
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', abort);
  }
}
