import type { AwsFailureKind } from '../domain/aws.ts';
import { AwsError } from './aws-error.ts';
import { isDoubtful } from './note-doubts.ts';

/** What we read of a thrown SDK error, whichever client threw it. */
interface Thrown {
  name?: unknown;
  code?: unknown;
  message?: unknown;
  $metadata?: { httpStatusCode?: unknown };
  $response?: { statusCode?: unknown };
  ValidationErrors?: unknown;
}

const denied = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'InvalidClientTokenId',
  'AccessDeniedException',
]);

const byStatus: Record<number, AwsFailureKind> = {
  400: 'INVALID',
  401: 'DENIED',
  403: 'DENIED',
  404: 'NOT_FOUND',
  408: 'UNREACHABLE',
  409: 'CONFLICT',
  420: 'QUOTA',
  422: 'INVALID',
  429: 'THROTTLED',
};

/**
 * Sorts a failure of an SDK call by the error's name and HTTP status. Wrong credentials are DENIED; whatever never got an
 * answer (refused, reset, timed out, aborted) is UNREACHABLE. The text counts for one thing alone: a quota.
 */
export function classify(error: unknown, operation = ''): AwsFailureKind {
  if (error instanceof AwsError) return error.kind;
  const thrown = asThrown(error);
  if (typeof thrown.name === 'string' && denied.has(thrown.name)) return 'DENIED';
  const status = statusOf(thrown);
  if (status === null) return 'UNREACHABLE';
  if (isQuota(thrown, status, operation)) return 'QUOTA';
  return byStatus[status] ?? (status >= 500 ? 'SERVER' : 'INVALID');
}

/**
 * True for a create that AWS declined for want of room. The status it does so with is not documented, so only the text
 * tells; a throttle speaks of requests or a rate, and a validation error names a member.
 */
function isQuota({ message, ValidationErrors }: Thrown, status: number, operation: string): boolean {
  if (status < 400 || status >= 500 || !/^(Create|Add)/.test(operation)) return false;
  if (Array.isArray(ValidationErrors) && ValidationErrors.length > 0) return false;
  const text = typeof message === 'string' ? message : '';
  return /limit|too many/i.test(text) && !/request|\brate\b|throttl/i.test(text);
}

/** The classified error, its text passed through `redact`. */
export function toAwsError(error: unknown, operation: string, redact: (text: string) => string): AwsError {
  if (error instanceof AwsError) return error;
  const kind = classify(error, operation);
  return new AwsError(kind, operation, redact(describe(operation, asThrown(error))), isDoubtful(error));
}

function describe(operation: string, thrown: Thrown): string {
  const status = statusOf(thrown);
  const name = String(thrown.code ?? thrown.name ?? 'Error');
  const text = typeof thrown.message === 'string' && thrown.message !== '' ? thrown.message : 'no message';
  const said =
    status === null ? `${operation} got no answer (${name})` : `${operation} was refused (${name})`;
  return [`${said}: ${text}`, ...validationErrors(thrown.ValidationErrors, text)].join(' · ');
}

/** MediaLive's 422 says which member is wrong: mostly in its message already. */
function validationErrors(value: unknown, text: string): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(({ ErrorMessage }: { ErrorMessage?: unknown }) => !text.includes(String(ErrorMessage)))
    .map((item: { ElementPath?: unknown; ErrorMessage?: unknown }) =>
      [item.ElementPath, item.ErrorMessage].filter((part) => typeof part === 'string').join(': '),
    );
}

function statusOf({ $metadata, $response }: Thrown): number | null {
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  return typeof status === 'number' ? status : null;
}

const asThrown = (error: unknown): Thrown => (typeof error === 'object' && error !== null ? error : {});
