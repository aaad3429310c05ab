import { ConfigError } from './config-error.ts';

/** The two parts of a client's configuration that the SDK looks up in the environment. */
export interface AwsAccess {
  region(): Promise<unknown>;
  credentials(): Promise<unknown>;
}

/**
 * Asks the SDK for what every call to AWS needs, so that a start without it says what to set.
 * @throws ConfigError naming what is missing
 */
export async function requireAwsAccess(access: AwsAccess): Promise<void> {
  const missing = await missingAwsAccess(access);
  if (missing.length > 0) throw new ConfigError(missing.join('\n'));
}

/** A sentence for each part that the SDK does not find. */
export async function missingAwsAccess({ region, credentials }: AwsAccess): Promise<string[]> {
  const found = await Promise.allSettled([region(), credentials()]);
  return [
    'AWS_REGION: no region is set. Set it, or a region in the AWS profile.',
    'AWS credentials: none found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run with an IAM role.',
  ].filter((_, index) => found[index]?.status === 'rejected');
}
