import { retryPolicyOf } from '../policy.ts';
import type { Destination } from '../records.ts';
import { maskStreamId } from '../redaction/mask-stream-id.ts';
import { sealedStreamIdOf } from '../sealed-stream-id.ts';
import { shownOf } from './keep-stream-id.ts';

/** What callers may set of a destination, in words for the activity log. Secrets are shown by their fingerprints only. */
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
    'srt.streamId': srt && shownOf(srt),
    'srt.streamIdFingerprint': sealedStreamIdOf(srt)?.fingerprint ?? null,
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

/** A field's value in an event. Events of earlier versions hold SRT stream ids in clear. */
export const shownValue = (field: string, value: string | null): string | null =>
  field === 'srt.streamId' && value !== null ? maskStreamId(value) : value;
