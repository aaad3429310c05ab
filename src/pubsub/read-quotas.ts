import { AwsError } from '../aws/aws-error.ts';
import { instant } from '../clock.ts';
import { appliedQuotas } from '../domain/applied-quotas.ts';
import { mediaLiveEye } from '../domain/observe-eye.ts';
import { observeQuotas, type QuotaReading } from '../domain/observe-quotas.ts';
import { createLooker } from './looker.ts';
import type { PollerDeps } from './poller-deps.ts';
import { recordObserved } from './record-observed.ts';
import { withDeadline } from './with-deadline.ts';

export interface QuotaReader {
  /** Reads the quotas where that is due. `sync`: a caller asked, so it is due as soon as the last read is a while ago. */
  readWhenDue(sync?: boolean): void;
  /** Resolves once no read is under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const defaultEveryMs = 6 * 3_600_000;
/** After a read that failed. */
const retryMs = 15 * 60_000;
/** While this process does not lead, or MediaLive was not seen yet: both ask for a read when that ends. */
const waitMs = 60_000;
const timeoutMs = 20_000;

/** Reads AWS's quotas once this process leads and has seen MediaLive, and then rarely. `syncRestMs`: between reads that callers ask for. */
export function createQuotaReader(deps: PollerDeps, syncRestMs: number): QuotaReader {
  const { serviceQuotas, clock, settings, store, log } = deps;
  if (!serviceQuotas) return { readWhenDue() {}, idle: async () => {}, close: async () => {} };
  const everyMs = settings.quotasEveryMs ?? defaultEveryMs;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let failed = false;

  const mayRead = () => settings.enabled() && store.state.get('eye', mediaLiveEye) !== undefined;
  const intervalMs = () => (failed ? Math.min(retryMs, everyMs) : everyMs);
  const dueInMs = (restMs: number) => Math.max(0, askedAtMs + restMs - clock.monotonicMs());
  const isDue = (sync: boolean) => dueInMs(sync ? syncRestMs : intervalMs()) === 0;

  const read = async (signal: AbortSignal): Promise<QuotaReading | null> => {
    askedAtMs = clock.monotonicMs();
    try {
      const limits = appliedQuotas(
        await withDeadline(clock, timeoutMs, signal, (abort) => serviceQuotas.list({ signal: abort })),
      );
      failed = false;
      log.debug({ limits }, 'quotas read');
      return { limits, at: instant(clock.now()) };
    } catch (error) {
      if (signal.aborted) return null;
      log[failed ? 'debug' : 'warn'](
        { err: error, retryMs: Math.min(retryMs, everyMs) },
        'quota read failed',
      );
      failed = true;
      return { error: error instanceof AwsError ? error.message : 'Quotas could not be read.' };
    }
  };

  const looker = createLooker({
    clock,
    everyMs: () => (mayRead() ? Math.max(1_000, dueInMs(intervalMs())) : waitMs),
    async look({ sync, signal }) {
      if (!mayRead() || !isDue(sync)) return;
      const reading = await read(signal);
      if (!reading) return;
      await recordObserved(deps, [(state) => observeQuotas(state, reading)]).catch((error: unknown) =>
        log.error({ err: error }, 'quotas not recorded'),
      );
    },
  });
  looker.lookNow();

  return {
    readWhenDue(sync = false) {
      if (mayRead() && isDue(sync)) looker.lookNow(sync);
    },
    idle: looker.idle,
    close: looker.close,
  };
}
