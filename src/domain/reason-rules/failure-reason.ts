import type { AwsFailureKind } from '../aws.ts';
import type { ReasonCode, SuggestedAction } from '../records.ts';

const failureReasons: Record<AwsFailureKind, { code: ReasonCode; action: SuggestedAction }> = {
  THROTTLED: { code: 'THROTTLED', action: 'WAIT' },
  UNREACHABLE: { code: 'AWS_UNREACHABLE', action: 'CHECK_NETWORK' },
  SERVER: { code: 'RETRYING', action: 'WAIT' },
  CONFLICT: { code: 'RETRYING', action: 'WAIT' },
  NOT_FOUND: { code: 'RETRYING', action: 'WAIT' },
  INVALID: { code: 'INVALID_CONFIGURATION', action: 'CHECK_CONFIGURATION' },
  DENIED: { code: 'PERMISSION_DENIED', action: 'CHECK_PERMISSIONS' },
  QUOTA: { code: 'QUOTA_EXCEEDED', action: 'FREE_CAPACITY' },
  SETBACK: { code: 'RETRYING', action: 'WAIT' },
};

/** Returns the reason code and the suggested action of a failed AWS call. */
export const failureReason = (kind: AwsFailureKind) => failureReasons[kind];
