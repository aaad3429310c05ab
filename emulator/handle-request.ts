import type { Calls } from './control/calls.ts';
import type { Faults } from './control/faults.ts';
import { strangeAnswer } from './control/strange-answer.ts';
import { errorCode } from './error-code.ts';
import { createOperationFinder } from './find-operation.ts';
import { endBadly } from './medialive/outside.ts';
import { NotWrittenError } from './not-written-error.ts';
import {
  AwsRefusal,
  type Operation,
  type OperationAnswer,
  type OperationRequest,
  type Service,
} from './service.ts';
import { createThrottles } from './throttles.ts';
import type { World } from './world.ts';

export interface EmulatedRequest {
  method: string;
  /** Path and query as on the request line. */
  url: string;
  body: string;
  /** What `x-amz-target` says; left out where there is none. */
  target?: string;
}

export interface EmulatedAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** `cut`: the connection ends without an answer. */
export type Handled = EmulatedAnswer | 'cut';

/**
 * Answers a call as the service would: throttled, validated, done, persisted, then answered, with armed faults
 * at each boundary. Needs no socket, so that a simulation can call it.
 */
export function createRequestHandler(options: {
  world: World;
  services: readonly Service[];
  faults: Faults;
  calls: Calls;
  delay(ms: number): Promise<void>;
  log(line: string): void;
}): (request: EmulatedRequest) => Promise<Handled> {
  const { world, services, faults, calls, delay, log } = options;
  const findOperation = createOperationFinder(services);
  const now = () => world.now();
  const throttles = createThrottles(() => world.account.settings, now);

  return async ({ method, url, body, target }) => {
    const cut = url.indexOf('?');
    const path = cut < 0 ? url : url.slice(0, cut);
    const query = new URLSearchParams(cut < 0 ? '' : url.slice(cut + 1));
    const found = findOperation(method, path, target);
    if (!found) {
      return refusal(new AwsRefusal(404, 'UnknownOperationException', `Nothing is at ${method} ${path}.`));
    }
    const service = found.service.name;
    const operation = 'operation' in found ? found.operation.name : found.notEmulated;
    const note = (status: number) =>
      calls.note({ at: new Date(world.now()).toISOString(), service, operation, status });

    const fault = faults.strike(service, operation);
    if (fault?.kind === 'lostRequest') {
      note(0);
      return 'cut';
    }

    let answer: EmulatedAnswer;
    try {
      if (fault?.kind === 'throttle' || !throttles.take(service, operation)) {
        throw new AwsRefusal(
          found.service.target === undefined ? 429 : 400,
          'TooManyRequestsException',
          `Request limit exceeded on ${operation} calls.`,
        );
      }
      if (fault?.kind === 'error') {
        throw new AwsRefusal(fault.status, fault.code ?? errorCode(fault.status), 'An injected fault.');
      }
      if (!('operation' in found)) {
        throw new AwsRefusal(501, 'NotEmulatedException', `${operation} is not emulated.`);
      }
      world.settle();
      // A client that follows a token that a fault made up comes back with it.
      if (fault?.kind === 'repeatedToken') query.delete('nextToken');
      const asked = { params: found.params, query, body: parse(body) };
      refuseUnread(found.operation, asked);
      // Put into words before the commit, so that it shows the account as it was when the deed was done.
      const done = await found.operation.handle(asked);
      if (fault?.kind === 'badEnd') endBadly(world, channelIdOf(found.params, done));
      answer = success(strangeAnswer(fault?.kind, done));
      // A full disk stops changes, not looks.
      await world.commit().catch((error: unknown) => {
        if (method !== 'GET') throw error;
      });
    } catch (error) {
      answer = error instanceof AwsRefusal ? refusal(error) : accident(error, operation, log);
      // What cannot be kept now is kept with the next call.
      await world.commit().catch(() => {});
    }
    note(answer.status);
    if (fault?.kind === 'delay') await delay(fault.delayMs);
    if (fault?.kind === 'lostAnswer') return 'cut';
    return found.service.target === undefined ? answer : inJsonProtocol(answer);
  };
}

/** @throws AwsRefusal 400: what a newer client says must not be lost unseen. */
function refuseUnread(operation: Operation, { query, body }: OperationRequest): void {
  const { method, noBody, query: known = [] } = operation;
  const bodyless = noBody || method === 'GET' || method === 'DELETE';
  const unread = bodyless ? Object.keys(body)[0] : undefined;
  const unknown = unread ?? [...query.keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const message = `${operation.name} of the local AWS does not know the member ${unknown}.`;
  throw new AwsRefusal(400, 'BadRequestException', message);
}

/** The channel that a call names or makes; empty where it is about none. */
function channelIdOf(params: Record<string, string>, { body }: OperationAnswer): string {
  const made = body as { channel?: { id?: string } } | undefined;
  return params['ChannelId'] ?? made?.channel?.id ?? '';
}

function parse(body: string): Record<string, unknown> {
  if (body === '') return {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
  } catch {
    // Falls through to the refusal.
  }
  throw new AwsRefusal(400, 'BadRequestException', 'The body is not a JSON object.');
}

/** An answer as AWS JSON 1.1 has it: the error's name is in the body, too. */
function inJsonProtocol({ status, headers, body }: EmulatedAnswer): EmulatedAnswer {
  const code = headers['x-amzn-errortype'];
  return {
    status,
    headers: { ...headers, 'content-type': 'application/x-amz-json-1.1' },
    body: code === undefined ? body : JSON.stringify({ __type: code, ...JSON.parse(body) }),
  };
}

const json = { 'content-type': 'application/json' };

function success({ status, body }: OperationAnswer): EmulatedAnswer {
  return { status, headers: json, body: body === undefined ? '' : JSON.stringify(body) };
}

function refusal({ status, code, message, details }: AwsRefusal): EmulatedAnswer {
  return {
    status,
    headers: { ...json, 'x-amzn-errortype': code },
    body: JSON.stringify({ message, ...details }),
  };
}

function accident(error: unknown, operation: string, log: (line: string) => void): EmulatedAnswer {
  if (error instanceof NotWrittenError) {
    return refusal(new AwsRefusal(500, 'InternalServerErrorException', error.message));
  }
  log(`${operation} failed in the emulator: ${error instanceof Error ? error.stack : String(error)}`);
  return refusal(
    new AwsRefusal(500, 'InternalServerErrorException', 'The emulator failed; its log says why.'),
  );
}
