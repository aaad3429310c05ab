import { join } from 'node:path';
import { readSettings } from './settings.ts';
import { startEmulator } from './start-emulator.ts';
import { stopOnSignal } from './stop-on-signal.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

// What it keeps holds stream keys: for its owner's eyes only, the table's files included.
process.umask(0o077);

try {
  const { dataDir, ...settings } = readSettings();
  const emulator = await startEmulator({
    ...settings,
    dataDir: join(dataDir, 'emulator'),
    table: true,
    log: say,
  });
  stopOnSignal(() => emulator.close(), say);
  process.on('unhandledRejection', (error) =>
    process.stderr.write(`promise rejected, unhandled: ${error instanceof Error ? error.stack : error}\n`),
  );
  say(`Local AWS is up. Nothing here costs anything.

  MediaLive, MediaConnect  ${emulator.endpoints.medialive}
  Service Quotas           ${emulator.endpoints.servicequotas}
  DynamoDB                 ${emulator.endpoints.dynamodb}
  Control surface          ${emulator.url}/_emulator

Start Lunora beside it with
  LUNORA_AWS=aws LUNORA_FOUND=1 AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local \\
  AWS_ENDPOINT_URL_MEDIALIVE=${emulator.endpoints.medialive} \\
  AWS_ENDPOINT_URL_MEDIACONNECT=${emulator.endpoints.mediaconnect} \\
  AWS_ENDPOINT_URL_SERVICE_QUOTAS=${emulator.endpoints.servicequotas} \\
  AWS_ENDPOINT_URL_DYNAMODB=${emulator.endpoints.dynamodb} \\
  LUNORA_SQS_URL=${emulator.seeded.queueUrl} \\
  LUNORA_MEDIALIVE_ROLE_ARN=${emulator.seeded.mediaLiveRoleArn} \\
  LUNORA_PRIMARY_CHANNEL_ID=${emulator.seeded.primaryChannelId} \\
  LUNORA_ADMIN_TOKEN=local-admin-token LUNORA_SECRET_KEY=$(head -c 32 /dev/urandom | base64) npm start
(keep the secret key: stream keys are sealed with it.)

Ctrl-C stops it; what it holds is kept.`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
