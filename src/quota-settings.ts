import type { Config } from './config.ts';
import type { QuotaLimits } from './domain/quotas.ts';

/**
 * Limits that count before what AWS answers: the settings, then what a local AWS in this process allows at present. Each
 * is looked up when it is asked for.
 */
export function quotaSettings(
  { channels, pushInputs, outputsPerFlow }: Config['quotas'],
  local: () => QuotaLimits | undefined,
): QuotaLimits {
  return {
    get channels() {
      return channels ?? local()?.channels;
    },
    get pushInputs() {
      return pushInputs ?? local()?.pushInputs;
    },
    get outputsPerFlow() {
      return outputsPerFlow ?? local()?.outputsPerFlow;
    },
  };
}
