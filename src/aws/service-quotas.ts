import type { ListedQuota } from '../domain/applied-quotas.ts';
import type { LookOptions } from './media-live.ts';

/** Reads the quotas that AWS applies to this account and region. May throw an AwsError. */
export interface ServiceQuotas {
  /** Every quota of MediaLive and of MediaConnect that AWS lists, all pages. */
  list(options?: LookOptions): Promise<ListedQuota[]>;
}
