import { SQSClient } from '@aws-sdk/client-sqs';

const awsHost = /^(?:sqs(?:-fips)?\.([a-z]{2}[\w-]+-\d)|([a-z]{2}[\w-]+-\d)\.queue)\.amazonaws\.com(\.cn)?$/;

/**
 * The client of one queue. At AWS the region is the queue's own; any other host is asked as the URL says. `local`:
 * credentials are made up. Attempts that fail are ours to repeat.
 */
export function createQueueClient(queueUrl: string, { local }: { local: boolean }): SQSClient {
  const { hostname, origin } = new URL(queueUrl);
  const atAws = awsHost.exec(hostname);
  const region = atAws?.[1] ?? atAws?.[2];
  return new SQSClient({
    // Longer than the longest poll.
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
    maxAttempts: 1,
    ...(region ? { region } : { endpoint: origin }),
    ...(local && {
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  });
}
