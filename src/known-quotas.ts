import type { Config } from './config.ts';
import { commonQuotas, type QuotaLimits } from './domain/quotas.ts';

/** What the account allows: the settings first, then what a local AWS says of itself at present, then what is common. */
export function knownQuotas(
  { channels, pushInputs, outputsPerFlow }: Config['quotas'],
  local: () => QuotaLimits | undefined,
): QuotaLimits {
  const known = () => ({ ...commonQuotas, ...local() });
  return {
    get channels() {
      return channels ?? known().channels;
    },
    get pushInputs() {
      return pushInputs ?? known().pushInputs;
    },
    get outputsPerFlow() {
      return outputsPerFlow ?? known().outputsPerFlow;
    },
  };
}
