import { retryPolicyOf } from '../policy.ts';
import type { Destination } from '../records.ts';

/** What callers may set of a destination, in words for the activity log. A key is shown by its fingerprint only. */
export function shownFields({
  name,
  platform,
  protocol,
  url,
  backupUrl,
  srt,
  streamKey,
  presetId,
  tags,
  desired,
  retryPolicy = null,
}: Destination): Record<string, string | null> {
  const { maxAttempts, initialBackoffMs, maxBackoffMs, maxRestarts } = retryPolicyOf({ retryPolicy });
  return {
    name,
    platform,
    protocol,
    url,
    backupUrl,
    'srt.streamId': srt?.streamId ?? null,
    'srt.latencyMs': srt?.latencyMs?.toString() ?? null,
    'srt.passphraseSecretArn': srt?.passphraseSecretArn ?? null,
    'srt.passphraseRoleArn': srt?.passphraseRoleArn ?? null,
    streamKey: streamKey?.fingerprint ?? null,
    preset: presetId,
    tags: tags.length === 0 ? null : tags.map(({ key, value }) => `${key}=${value}`).join(', '),
    'retryPolicy.maxAttempts': maxAttempts === null ? 'unlimited' : String(maxAttempts),
    'retryPolicy.initialBackoffMs': String(initialBackoffMs),
    'retryPolicy.maxBackoffMs': String(maxBackoffMs),
    'retryPolicy.maxRestarts': String(maxRestarts),
    desiredState: desired,
  };
}
