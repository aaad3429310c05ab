import { type Config, hushSdk, readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { missingAwsAccess } from './require-aws-access.ts';

/**
 * As `readConfig`; where a setting is bad, what the SDK lacks to reach AWS is named with it.
 * @throws ConfigError
 */
export async function readWholeConfig(): Promise<Config> {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError) || !error.aws) throw error;
    hushSdk();
    const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
    const missing = await missingAwsAccess(new DynamoDBClient().config);
    throw new ConfigError([error.message, ...missing].join('\n'));
  }
}
