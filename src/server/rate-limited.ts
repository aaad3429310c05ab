import type { GraphQLError } from 'graphql';
import type { BucketVerdict } from '../domain/token-buckets.ts';
import { apiError } from './mask-error.ts';

export type Limit = Pick<BucketVerdict, 'limit' | 'remaining' | 'retryAfterMs'>;

const seconds = ({ retryAfterMs }: Limit): number => Math.max(1, Math.ceil(retryAfterMs / 1_000));

/** Headers of every 429, as in the IETF draft on RateLimit header fields. Both delays name the same instant. */
export const limitHeaders = (limit: Limit): Record<string, string> => ({
  'retry-after': String(seconds(limit)),
  'ratelimit-limit': String(limit.limit),
  'ratelimit-remaining': String(limit.remaining),
  'ratelimit-reset': String(seconds(limit)),
});

/** A refusal that says when to come again, over HTTP in headers too. */
export const rateLimited = (message: string, limit: Limit): GraphQLError =>
  apiError('RATE_LIMITED', message, {
    retryAfter: seconds(limit),
    http: { status: 429, headers: limitHeaders(limit) },
  });
