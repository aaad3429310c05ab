import { AwsRefusal } from '../service.ts';

/** What is wrong with one place of a channel's configuration, as MediaLive reports it. */
export interface Flaw {
  elementPath: string;
  errorMessage: string;
}

/** The phrase MediaLive uses for a role it cannot assume, on inputs (400) and channels (422) alike. */
export const roleNotTrusted =
  'Please make sure the role exists and medialive.amazonaws.com is a trusted service';

export function isRoleArn(arn: unknown): boolean {
  return typeof arn === 'string' && /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn);
}

export function badRequest(message: string): AwsRefusal {
  return new AwsRefusal(400, 'BadRequestException', message);
}

export function conflict(message: string): AwsRefusal {
  return new AwsRefusal(409, 'ConflictException', message);
}

export function notFound(message: string): AwsRefusal {
  return new AwsRefusal(404, 'NotFoundException', message);
}

export function unprocessable(
  validationErrors: readonly Flaw[],
  message = 'The channel configuration failed validation.',
): AwsRefusal {
  return new AwsRefusal(422, 'UnprocessableEntityException', message, { validationErrors });
}

/** A quota, which MediaLive reports with the same 429 as its throttle. */
export function limitExceeded(): AwsRefusal {
  return new AwsRefusal(429, 'TooManyRequestsException', 'Limit exceeded');
}
