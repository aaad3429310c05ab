import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MediaConnectClient } from '@aws-sdk/client-mediaconnect';
import { MediaLiveClient } from '@aws-sdk/client-medialive';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Emulator } from '../../emulator/start-emulator.ts';

export interface EmulatorClients extends Disposable {
  medialive: MediaLiveClient;
  mediaconnect: MediaConnectClient;
  servicequotas: ServiceQuotasClient;
  dynamodb: DynamoDBClient;
  sqs: SQSClient;
}

/** Unmodified SDK clients of a local AWS. They try once, so that a test sees every refusal. */
export function createEmulatorClients(
  { endpoints }: Pick<Emulator, 'endpoints'>,
  maxAttempts = 1,
): EmulatorClients {
  const options = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
    maxAttempts,
  };
  const medialive = new MediaLiveClient({ ...options, endpoint: endpoints.medialive });
  const mediaconnect = new MediaConnectClient({ ...options, endpoint: endpoints.mediaconnect });
  const servicequotas = new ServiceQuotasClient({ ...options, endpoint: endpoints.servicequotas });
  const dynamodb = new DynamoDBClient({ ...options, endpoint: endpoints.dynamodb || 'http://127.0.0.1:9' });
  const sqs = new SQSClient({ ...options, endpoint: endpoints.sqs });
  return {
    medialive,
    mediaconnect,
    servicequotas,
    dynamodb,
    sqs,
    [Symbol.dispose]() {
      for (const client of [medialive, mediaconnect, servicequotas, dynamodb, sqs]) client.destroy();
    },
  };
}
