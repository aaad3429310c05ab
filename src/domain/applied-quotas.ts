import type { QuotaName } from './places.ts';
import type { QuotaLimits } from './quotas.ts';

/** A quota as AWS lists it. */
export interface ListedQuota {
  serviceCode: string;
  code: string;
  name: string;
  value: number;
}

type Known = Pick<ListedQuota, 'serviceCode' | 'code' | 'name'>;

/** Where AWS lists each of our quotas, the first that it lists counts. Accounts without a quota of MediaConnect inputs count those as push inputs. */
const listedAs: Record<QuotaName, readonly Known[]> = {
  channels: [{ serviceCode: 'medialive', code: 'L-D1AFAF75', name: 'Channels' }],
  pushInputs: [
    { serviceCode: 'medialive', code: 'L-FBCE2FC3', name: 'MediaConnect Inputs' },
    { serviceCode: 'medialive', code: 'L-9E233AF7', name: 'Push Inputs' },
  ],
  outputsPerFlow: [{ serviceCode: 'mediaconnect', code: 'L-CB77E87E', name: 'Outputs' }],
};

/** Takes our quotas out of what AWS lists, by code or else by name. What it does not list, or not as a count, is left out. */
export function appliedQuotas(listed: readonly ListedQuota[]): QuotaLimits {
  const limits: QuotaLimits = {};
  for (const [name, known] of Object.entries(listedAs) as [QuotaName, readonly Known[]][]) {
    const values = known.flatMap((quota) => countOf(listed, quota) ?? []);
    if (values[0] !== undefined) limits[name] = values[0];
  }
  return limits;
}

function countOf(listed: readonly ListedQuota[], { serviceCode, code, name }: Known): number | null {
  const ofService = listed.filter((quota) => quota.serviceCode === serviceCode);
  const found =
    ofService.find((quota) => quota.code === code) ??
    ofService.find((quota) => quota.name.trim().toLowerCase() === name.toLowerCase());
  return found && Number.isFinite(found.value) && found.value >= 0 ? Math.floor(found.value) : null;
}
