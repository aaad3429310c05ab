import { strangeAnswer } from '../../emulator/control/strange-answer.ts';
import type { EmulatedRequest } from '../../emulator/handle-request.ts';
import { AwsRefusal } from '../../emulator/service.ts';
import { type AwsCall, isDeed } from './aws-call.ts';
import type { Line, WireAnswer } from './aws-clients.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimAws } from './sim-aws.ts';
import type { SimProcess } from './sim-process.ts';

export interface LineDeps {
  scheduler: Scheduler;
  faults: Faults;
  random: Random;
  aws: SimAws;
  /** Whose call it is, from what it names. */
  ownerOf(params: Record<string, string>, body: Record<string, unknown>): string | null;
  /** Whether faults may strike the calls of this destination. */
  mayFail(destinationId: string | null): boolean;
  onSend(call: AwsCall): void;
  /** It arrived and AWS answered it. */
  onArrival(call: AwsCall, answer: WireAnswer): void;
  /** A fault struck a call of this destination. */
  onFault(call: AwsCall, fault: string): void;
  crashes(process: SimProcess, point: string, destinationId?: string | null): boolean;
  /** Whether AWS will never do this. */
  declines(call: AwsCall): boolean;
  /** Nothing reaches AWS now. */
  down(): boolean;
  /** Whether a record holds what has this id at AWS. */
  isHeld(id: string): boolean;
}

const timeoutMs = 15_000;
const lists = /^List(Channels|Inputs)$/;

/** No question has strange answers more often than this: one answer may be wrong, but not two that follow each other. */
const strangeEveryMs = 600_000;

/** AWS as one process reaches it: over a network that loses, delays and repeats, to services that fail. */
export function reachAws(deps: LineDeps, process: SimProcess): Line {
  const { scheduler, faults, random, aws } = deps;
  /** When the last strange answer to each question was given. */
  const strangeAt = new Map<string, number>();

  function send(request: EmulatedRequest, signal: AbortSignal | undefined): Promise<WireAnswer> {
    return new Promise((resolve, reject) => {
      if (!process.alive) return;
      const { operation, params } = aws.nameOf(request);
      if (deps.crashes(process, `before ${operation}`)) return;
      const body = request.body === '' ? {} : (JSON.parse(request.body) as Record<string, unknown>);
      const call: AwsCall = {
        ...{ operation, params, body },
        process: process.name,
        sentAt: scheduler.now(),
        destinationId: deps.ownerOf(params, body),
        status: null,
      };
      deps.onSend(call);
      const fair = deps.mayFail(call.destinationId);
      const strikes: typeof faults.strikes = (fault, weight) => {
        if (!fair || !faults.strikes(fault, weight)) return false;
        deps.onFault(call, fault);
        return true;
      };
      const deed = isDeed(call);
      const fail = (name: string, afterMs: number) =>
        void process.after(afterMs, `${operation} ${name}`, () =>
          reject(Object.assign(new Error('No answer came.'), { name })),
        );
      const silence = () =>
        random.chance(0.5)
          ? fail('TimeoutError', timeoutMs)
          : fail('NetworkingError', random.between(5, 500));
      if (signal) {
        const aborted = () => reject(Object.assign(new Error('Aborted.'), { name: 'AbortError' }));
        if (signal.aborted) return aborted();
        signal.addEventListener('abort', aborted);
      }

      if (deps.down()) return silence();
      if (strikes('aws request lost')) return silence();
      const answered = (answer: WireAnswer, backMs: number) => {
        if (deps.crashes(process, `after ${operation}`, call.destinationId)) return;
        if (strikes('aws answer lost')) return silence();
        if (scheduler.now() + backMs > call.sentAt + timeoutMs) {
          return fail('TimeoutError', call.sentAt + timeoutMs - scheduler.now());
        }
        process.after(backMs, `${operation} answered`, () => resolve(answer));
      };
      const refuse = (status: number, code: string, afterMs: number) =>
        void scheduler.after(afterMs, `${process.name} ${operation} ${code}`, () =>
          answered(refusal(status, code), random.between(5, 60)),
        );
      let thereMs = random.between(10, 150);
      if (strikes('aws delayed')) thereMs += random.between(500, 9_000);
      if (strikes('aws 429')) return refuse(429, 'TooManyRequestsException', thereMs);
      if (strikes('aws 5xx')) {
        const [status, code] = random.pick([
          [500, 'InternalServerErrorException'],
          [503, 'ServiceUnavailableException'],
          [504, 'GatewayTimeoutException'],
        ] as const);
        return refuse(status, code, thereMs);
      }
      if (deed && strikes('aws 409')) return refuse(409, 'ConflictException', thereMs);
      if (deed && strikes('aws 403')) return refuse(403, 'ForbiddenException', thereMs);
      if (deed && strikes('aws 422')) return refuse(422, 'UnprocessableEntityException', thereMs);
      if (deps.declines(call)) {
        deps.onFault(call, 'aws 422 for good');
        return refuse(422, 'UnprocessableEntityException', thereMs);
      }
      if (deed && strikes('aws very late')) {
        scheduler.after(random.between(16_000, 120_000), `${process.name} ${operation} very late`, () => {
          void arrive(call, request);
        });
        return fail('TimeoutError', timeoutMs);
      }
      /** A List of several pages may lack what is there, while others come and go between two of them. */
      const lacking = (answer: WireAnswer): WireAnswer => {
        if (answer.status !== 200 || !strikes('list leaves out')) return answer;
        const listed = JSON.parse(answer.body) as Record<string, { id: string }[]>;
        for (const [name, things] of Object.entries(listed)) {
          const held = things.filter(({ id }) => deps.isHeld(id));
          if (held.length === 0) continue;
          const out = random.pick(held);
          listed[name] = things.filter((each) => each !== out);
        }
        return { ...answer, body: JSON.stringify(listed) };
      };
      /** One that says nothing, or what is not so. */
      const strange = (answer: WireAnswer): WireAnswer => {
        const question = `${operation} ${JSON.stringify(params)}`;
        const atMs = strangeAt.get(question) ?? Number.NEGATIVE_INFINITY;
        if (deed || answer.status !== 200 || scheduler.now() - atMs < strangeEveryMs) return answer;
        if (!strikes('aws strange answer')) return answer;
        strangeAt.set(question, scheduler.now());
        const kinds = operation.startsWith('List') ? ['emptyPage', 'repeatedToken'] : ['notFound'];
        return strangely(random.pick(['emptyAnswer', ...kinds]), answer);
      };
      scheduler.after(thereMs, `${process.name} ${operation}`, () => {
        void arrive(call, request).then((told) => {
          const answer = strange(lists.test(operation) ? lacking(told) : told);
          if (strikes('aws 5xx after the deed')) {
            return answered(refusal(500, 'InternalServerErrorException'), random.between(5, 60));
          }
          answered(answer, random.between(5, 100));
        });
        if (deed && strikes('aws answered twice')) {
          scheduler.after(random.between(1, 9_000), `${process.name} ${operation} again`, () => {
            void arrive(call, request);
          });
        }
      });
    });
  }

  async function arrive(call: AwsCall, request: EmulatedRequest): Promise<WireAnswer> {
    const answer = await aws.handle(request);
    if (answer === 'cut') throw new Error('The emulator cut the line; here the line does so.');
    call.status = answer.status;
    deps.onArrival(call, answer);
    return answer;
  }

  return {
    send,
    pause: (ms) =>
      new Promise((resolve) => void process.after(ms, 'rests between attempts', () => resolve())),
    random: () => random.next(),
  };
}

const refusal = (status: number, code: string): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
  body: JSON.stringify({ message: `An injected ${status}.` }),
});

function strangely(kind: string, { headers, status, body }: WireAnswer): WireAnswer {
  try {
    const answer = strangeAnswer(kind, { status, body: JSON.parse(body) });
    return { status, headers, body: JSON.stringify(answer.body) };
  } catch (error) {
    if (error instanceof AwsRefusal) return refusal(error.status, error.code);
    throw error;
  }
}
