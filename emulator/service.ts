/** One operation of an AWS service, spelt as AWS spells it. */
export interface Operation {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Template with `{label}`s, e.g. `/v1/flows/{flowArn}/outputs`. Labels match one %-encoded segment. */
  readonly path: string;
  /** Names of the query parameters it reads; any other is refused. */
  readonly query?: readonly string[];
  /** It reads no body, though its method may have one; a body that says something is refused. */
  readonly noBody?: true;
  handle(request: OperationRequest): OperationAnswer | Promise<OperationAnswer>;
}

export interface OperationRequest {
  /** Decoded path labels by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed JSON body, `{}` where there was none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface OperationAnswer {
  readonly status: number;
  /** In wire form (camelCase). Undefined for 204. */
  readonly body?: object;
}

export interface Service {
  readonly name: 'medialive' | 'mediaconnect' | 'servicequotas';
  /** Speaks AWS JSON 1.1: an operation is named in `x-amz-target` behind this prefix, not by its route. */
  readonly target?: string;
  readonly operations: readonly Operation[];
  /** Every other operation of the service, so that 501 can name it. */
  readonly notEmulated: readonly { name: string; method: string; path: string }[];
}

/** A refusal in AWS's words: becomes the status, `x-amzn-errortype` and `{message, ...details}`. */
export class AwsRefusal extends Error {
  override readonly name = 'AwsRefusal';
  constructor(
    readonly status: number,
    /** e.g. `ConflictException`. */
    readonly code: string,
    message: string,
    /** Members besides the message, e.g. `{ validationErrors: [{ elementPath, errorMessage }] }`. */
    readonly details: object = {},
  ) {
    super(message);
  }
}
