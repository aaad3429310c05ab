import { ListServiceQuotasCommand, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { ListedQuota } from '../domain/applied-quotas.ts';
import { allPages } from './all-pages.ts';
import { toAwsError } from './classify.ts';
import type { LookOptions } from './media-live.ts';
import { paceCalls } from './pace-calls.ts';
import type { RateBudget } from './rate-budget.ts';
import type { ServiceQuotas } from './service-quotas.ts';

export interface ServiceQuotasDeps {
  client: ServiceQuotasClient;
  budget: RateBudget;
  /** Takes out of a text what must not be shown. */
  redact: (text: string) => string;
}

const serviceCodes = ['medialive', 'mediaconnect'];
/** The most of its model. */
const listedPerPage = 100;

/** Service Quotas through its SDK client. */
export function createServiceQuotas({ client, budget, redact }: ServiceQuotasDeps): ServiceQuotas {
  paceCalls(client, budget);

  const listOf = (ServiceCode: string, { signal }: LookOptions): Promise<ListedQuota[]> =>
    allPages('ListServiceQuotas', async (NextToken) => {
      const command = new ListServiceQuotasCommand({ ServiceCode, NextToken, MaxResults: listedPerPage });
      const page = await client.send(command, signal ? { abortSignal: signal } : {});
      const items = page.Quotas?.map(({ QuotaCode = '', QuotaName = '', Value = Number.NaN }) => ({
        serviceCode: ServiceCode,
        code: QuotaCode,
        name: QuotaName,
        value: Value,
      }));
      return { items, token: page.NextToken };
    });

  return {
    async list(options = {}) {
      try {
        return (await Promise.all(serviceCodes.map((code) => listOf(code, options)))).flat();
      } catch (error) {
        throw toAwsError(error, 'ListServiceQuotas', redact);
      }
    },
  };
}
