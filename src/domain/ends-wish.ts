import type { AwsFailureKind } from './aws.ts';

/** True if AWS refused a wish for good; other failures are waited out. That something is gone is for looks to say. */
export const endsWish = (kind: AwsFailureKind): boolean => kind === 'INVALID' || kind === 'DENIED';
