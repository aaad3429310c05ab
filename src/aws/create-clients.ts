import { MediaConnectClient } from '@aws-sdk/client-mediaconnect';
import { MediaLiveClient } from '@aws-sdk/client-medialive';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';

export interface AwsClients {
  mediaLive: MediaLiveClient;
  mediaConnect: MediaConnectClient;
  /** Never repeats a request: for calls that would make a second thing. */
  mediaConnectOnce: MediaConnectClient;
  serviceQuotas: ServiceQuotasClient;
  close(): void;
}

export interface AwsClientsOptions {
  /** A local AWS: its endpoints, `serviceQuotas` by default MediaLive's; region and credentials are then made up. Left out: as the SDK finds them. */
  local?: { mediaLive: string; mediaConnect: string; serviceQuotas?: string };
  /** How long one attempt may take once connected. */
  requestTimeoutMs?: number;
}

/**
 * The SDK's clients with our patience: 3 s to connect, 15 s to answer, three attempts. Region, credentials and
 * endpoints (`AWS_ENDPOINT_URL_MEDIALIVE`, …) are read by the SDK itself unless a local AWS is given.
 */
export function createClients({ local, requestTimeoutMs = 15_000 }: AwsClientsOptions = {}): AwsClients {
  const shared = {
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
    maxAttempts: 3,
    retryMode: 'standard',
    ...(local && {
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  };
  const mediaConnect = { ...shared, ...(local && { endpoint: local.mediaConnect }) };
  const clients = {
    mediaLive: new MediaLiveClient({ ...shared, ...(local && { endpoint: local.mediaLive }) }),
    mediaConnect: new MediaConnectClient(mediaConnect),
    mediaConnectOnce: new MediaConnectClient({ ...mediaConnect, maxAttempts: 1 }),
    serviceQuotas: new ServiceQuotasClient({
      ...shared,
      ...(local && { endpoint: local.serviceQuotas ?? local.mediaLive }),
    }),
  };
  return {
    ...clients,
    close() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
