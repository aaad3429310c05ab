import { errorCode } from '../error-code.ts';
import { AwsRefusal } from '../service.ts';
import type { World } from '../world.ts';

/** What is wrong with one place of a channel's configuration, as MediaLive reports it. */
export interface Flaw {
  elementPath: string;
  errorMessage: string;
}

/** Notes one thing that is wrong with a channel. */
export type Report = (elementPath: string, errorMessage: string) => void;

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

/** A channel that cannot be. The message names every fault, as AWS does. */
export function unprocessable(validationErrors: readonly Flaw[]): AwsRefusal {
  const message = validationErrors
    .map(({ elementPath, errorMessage }) => `${pathInMessage(elementPath)} ${errorMessage}`.trim())
    .join('; ');
  return new AwsRefusal(422, 'UnprocessableEntityException', message, { validationErrors });
}

/** `/encoderSettings/outputGroups/0/name` as AWS's messages have it: `outputGroups[0].name`. */
const pathInMessage = (elementPath: string): string =>
  elementPath
    .replace(/^\/(encoderSettings\/)?/, '')
    .replaceAll(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.');

/** A quota that is used up. Its status at AWS is not known for sure, so it is a setting. */
export function limitExceeded({ account }: World, message: string): AwsRefusal {
  const { quotaStatus } = account.settings.undocumented;
  return new AwsRefusal(quotaStatus, errorCode(quotaStatus), message);
}
