import { z } from 'zod';
import { AwsRefusal, type Operation, type OperationRequest, type Service } from '../service.ts';
import type { World } from '../world.ts';
import { type QuotaEntry, quotaTable } from './quota-table.ts';

const serviceCode = z.string().min(1).max(63);
const listInput = z.strictObject({
  ServiceCode: serviceCode,
  NextToken: z.string().optional(),
  MaxResults: z.int().min(1).max(100).default(100),
  QuotaCode: z.string().optional(),
  QuotaAppliedAtLevel: z.enum(['ACCOUNT', 'ALL', 'RESOURCE']).optional(),
});
const getInput = z.strictObject({
  ServiceCode: serviceCode,
  QuotaCode: z.string().min(1),
  ContextId: z.string().optional(),
});

/** Service Quotas over what the account allows, so that it answers with the very numbers that are enforced. */
export function createServiceQuotas(world: World): Service {
  const operations = [
    operation('ListServiceQuotas', listInput, (input) => {
      const quotas = quotasOf(input.ServiceCode)
        .filter(({ code }) => input.QuotaCode === undefined || code === input.QuotaCode)
        .filter(() => input.QuotaAppliedAtLevel !== 'RESOURCE');
      const from = input.NextToken === undefined ? 0 : offsetOf(input.NextToken, quotas.length);
      const next = from + input.MaxResults;
      return {
        Quotas: quotas.slice(from, next).map((quota) => wireQuota(world, input.ServiceCode, quota)),
        ...(next < quotas.length && { NextToken: Buffer.from(String(next)).toString('base64url') }),
      };
    }),
    operation('GetServiceQuota', getInput, ({ ServiceCode, QuotaCode }) => {
      const quota = quotasOf(ServiceCode).find(({ code }) => code === QuotaCode);
      if (!quota) throw noSuchResource(`The quota ${QuotaCode} of ${ServiceCode} does not exist.`);
      return { Quota: wireQuota(world, ServiceCode, quota) };
    }),
  ];
  return { name: 'servicequotas', target: 'ServiceQuotasV20190624', operations, notEmulated: [] };
}

function operation<T>(name: string, input: z.ZodType<T>, answer: (input: T) => object): Operation {
  return {
    name,
    method: 'POST',
    path: '/',
    handle({ body }: OperationRequest) {
      const parsed = input.safeParse(body);
      if (!parsed.success) throw new AwsRefusal(400, 'ValidationException', z.prettifyError(parsed.error));
      return { status: 200, body: answer(parsed.data) };
    },
  };
}

function quotasOf(service: string): readonly QuotaEntry[] {
  const known = Object.hasOwn(quotaTable, service) ? quotaTable[service] : undefined;
  if (!known) throw noSuchResource(`The service ${service} does not exist.`);
  return known.quotas;
}

function offsetOf(token: string, length: number): number {
  const offset = Number(Buffer.from(token, 'base64url').toString() || Number.NaN);
  if (Number.isInteger(offset) && offset > 0 && offset < length) return offset;
  throw new AwsRefusal(400, 'InvalidPaginationTokenException', 'The NextToken is not valid.');
}

const noSuchResource = (message: string) => new AwsRefusal(400, 'NoSuchResourceException', message);

function wireQuota({ account, region, accountId }: World, service: string, quota: QuotaEntry): object {
  return {
    ServiceCode: service,
    ServiceName: quotaTable[service]?.serviceName,
    QuotaArn: `arn:aws:servicequotas:${region}:${accountId}:${service}/${quota.code}`,
    QuotaCode: quota.code,
    QuotaName: quota.name,
    Value: quota.value(account.settings.quotas),
    Unit: 'None',
    Adjustable: quota.adjustable,
    GlobalQuota: false,
    QuotaAppliedAtLevel: 'ACCOUNT',
  };
}
