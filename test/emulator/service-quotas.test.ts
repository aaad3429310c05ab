import { CreateFlowCommand } from '@aws-sdk/client-mediaconnect';
import { CreateInputCommand } from '@aws-sdk/client-medialive';
import {
  GetServiceQuotaCommand,
  ListRequestedServiceQuotaChangeHistoryCommand,
  ListServiceQuotasCommand,
  paginateListServiceQuotas,
  type ServiceQuota,
} from '@aws-sdk/client-service-quotas';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { createEmulatorClients, type EmulatorClients } from '../_kit/emulator-clients.ts';
import { controlOf, type EmulatorControl } from '../_kit/emulator-control.ts';
import { createManualClock, type ManualClock } from '../_kit/manual-clock.ts';

let time: ManualClock;
let emulator: Emulator;
let control: EmulatorControl;
let aws: EmulatorClients;

beforeAll(async () => {
  time = createManualClock();
  emulator = await startEmulator({ clock: time, timeScale: 0 });
  control = controlOf(`${emulator.url}/_emulator`);
  aws = createEmulatorClients(emulator);
});
afterAll(async () => {
  aws[Symbol.dispose]();
  await emulator.close();
});

// The bucket fills up again.
beforeEach(() => time.advance(10_000));

const list = (ServiceCode: string, more: object = {}) =>
  aws.servicequotas.send(new ListServiceQuotasCommand({ ServiceCode, ...more }));

async function appliedValue(ServiceCode: string, name: string): Promise<number | undefined> {
  const { Quotas = [] } = await list(ServiceCode);
  return Quotas.find(({ QuotaName }) => QuotaName === name)?.Value;
}

describe('Service Quotas of the local AWS', () => {
  it('lists what the account allows, as set at present, with the codes and names that AWS gives them', async () => {
    const { Quotas = [] } = await list('mediaconnect');
    expect(Quotas.find(({ QuotaName }) => QuotaName === 'Outputs')).toEqual({
      ServiceCode: 'mediaconnect',
      ServiceName: 'AWS Elemental MediaConnect',
      QuotaArn: 'arn:aws:servicequotas:us-east-1:111122223333:mediaconnect/L-CB77E87E',
      QuotaCode: 'L-CB77E87E',
      QuotaName: 'Outputs',
      Value: 50,
      Unit: 'None',
      Adjustable: false,
      GlobalQuota: false,
      QuotaAppliedAtLevel: 'ACCOUNT',
    });
    await control.settings({ quotas: { channels: 7, pushInputs: 1, flows: 1, outputsPerFlow: 20 } });
    expect(await appliedValue('medialive', 'Channels')).toBe(7);
    expect(await appliedValue('medialive', 'Push Inputs')).toBe(1);
    expect(await appliedValue('mediaconnect', 'Outputs')).toBe(20);
    // The same numbers are enforced.
    const { flowArn: FlowArn, mediaLiveRoleArn: RoleArn } = emulator.seeded;
    const input = {
      Name: 'one more',
      Type: 'MEDIACONNECT' as const,
      MediaConnectFlows: [{ FlowArn }],
      RoleArn,
    };
    await expect(aws.medialive.send(new CreateInputCommand(input))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
    });
    const flow = {
      Name: 'one more',
      Source: { Name: 's', Protocol: 'srt-listener' as const, IngestPort: 9000 },
    };
    await expect(aws.mediaconnect.send(new CreateFlowCommand(flow))).rejects.toMatchObject({
      name: 'CreateFlow420Exception',
    });
  });

  it('lists in pages, which the SDK’s paginator follows to their end', async () => {
    const all: ServiceQuota[] = [];
    let pages = 0;
    for await (const { Quotas = [] } of paginateListServiceQuotas(
      { client: aws.servicequotas, pageSize: 5 },
      { ServiceCode: 'medialive' },
    )) {
      pages += 1;
      all.push(...Quotas);
    }
    expect(pages).toBe(3);
    expect(all).toEqual((await list('medialive')).Quotas);
    await expect(list('medialive', { NextToken: 'made up' })).rejects.toMatchObject({
      name: 'InvalidPaginationTokenException',
    });
  });

  it('gets one quota by its code', async () => {
    const get = (QuotaCode: string) =>
      aws.servicequotas.send(new GetServiceQuotaCommand({ ServiceCode: 'medialive', QuotaCode }));
    expect((await get('L-DDE858F0')).Quota).toMatchObject({ QuotaName: 'UHD Channels', Value: 1 });
    await expect(get('L-00000000')).rejects.toMatchObject({ name: 'NoSuchResourceException' });
  });

  it('refuses what does not exist, what cannot be, and what it does not emulate, each by its name', async () => {
    await expect(list('ec3')).rejects.toMatchObject({ name: 'NoSuchResourceException' });
    await expect(list('medialive', { MaxResults: 101 })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(
      aws.servicequotas.send(new ListRequestedServiceQuotaChangeHistoryCommand({})),
    ).rejects.toMatchObject({
      name: 'NotEmulatedException',
      message: 'ListRequestedServiceQuotaChangeHistory is not emulated.',
    });
  });

  it('is refused as AWS refuses without a permission, and throttled, where told to', async () => {
    await control.fault({
      service: 'servicequotas',
      kind: 'error',
      status: 400,
      code: 'AccessDeniedException',
      count: 1,
    });
    await expect(list('medialive')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await control.fault({ service: 'servicequotas', kind: 'throttle', count: 1 });
    await expect(list('medialive')).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 400 },
    });
    expect(await control.count('ListServiceQuotas')).toBeGreaterThan(2);
  });
});
