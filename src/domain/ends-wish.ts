import type { AwsFailureKind } from './aws.ts';

/** True if AWS refused a wish for good; every other failure is waited out. */
export const endsWish = (kind: AwsFailureKind): boolean =>
  kind === 'INVALID' || kind === 'DENIED' || kind === 'NOT_FOUND';
