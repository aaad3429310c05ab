import { AwsRefusal, type OperationAnswer } from '../service.ts';

/** What an answer becomes by a fault of such a kind; any other kind leaves it as it is. @throws AwsRefusal */
export function strangeAnswer(kind: string | undefined, { status, body }: OperationAnswer): OperationAnswer {
  switch (kind) {
    case 'emptyAnswer':
      return { status, body: {} };
    case 'notFound':
      throw new AwsRefusal(404, 'NotFoundException', 'An injected fault.');
    case 'emptyPage':
      return { status, body: body === undefined ? {} : withoutItems(body) };
    case 'repeatedToken':
      return { status, body: { ...body, nextToken: 'again' } };
    default:
      return { status, ...(body && { body }) };
  }
}

/** The lists of an answer are empty, and no page follows. */
const withoutItems = (body: object): object =>
  Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => name !== 'nextToken')
      .map(([name, value]) => [name, Array.isArray(value) ? [] : value]),
  );
