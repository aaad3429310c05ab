import type { Clock } from '../clock.ts';

/** Returns why the process is not ready, in one sentence; null while nothing is wrong. */
export type ReadinessCheck = () => string | null;

export interface Readiness {
  add(check: ReadinessCheck): void;
  /** One sentence for each check that fails now, in the order they were added. Empty: ready. */
  reasons(): string[];
  close(): void;
}

export interface ReadinessDeps {
  clock: Pick<Clock, 'after'>;
  log: Record<'info' | 'error', (details: object, message: string) => void>;
}

const checkEveryMs = 1_000;

/** Holds the checks behind `/readyz`, and logs when the process stops being ready and when it is ready again. */
export function createReadiness({ clock, log }: ReadinessDeps): Readiness {
  const checks: ReadinessCheck[] = [];
  /** What was logged, without its numbers: a sentence may count seconds. */
  let logged: ReadonlySet<string> = new Set();

  const reasons = () => checks.flatMap((check) => check() ?? []);

  function logChange(): void {
    const found = reasons();
    const kinds = new Set(found.map((reason) => reason.replace(/\d+/g, '')));
    if ([...kinds].some((kind) => !logged.has(kind))) log.error({ reasons: found }, 'process not ready');
    if (kinds.size === 0 && logged.size > 0) log.info({}, 'process ready again');
    logged = kinds;
    cancel = clock.after(checkEveryMs, logChange);
  }
  let cancel = clock.after(checkEveryMs, logChange);

  return { add: (check) => void checks.push(check), reasons, close: () => cancel() };
}
