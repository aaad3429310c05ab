/** What of the SDK's requests is needed to hand them over. */
export interface SentRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  body?: string | Uint8Array;
}

export interface WireResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** A command of the SDK, of either generation of its clients. */
export interface SdkCommand {
  input: object;
  schema?: readonly unknown[];
  serialize?: ((input: object, context: object) => Promise<SentRequest>) | null;
  deserialize?: ((response: WireResponse, context: object) => Promise<object>) | null;
}

interface Protocol {
  setSerdeContext(context: object): void;
  serializeRequest(operation: object, input: object, context: object): Promise<SentRequest>;
  deserializeResponse(operation: object, context: object, response: WireResponse): Promise<object>;
}

export interface SdkCodec {
  encode(command: SdkCommand): Promise<SentRequest>;
  /** @throws the SDK's own error where the answer is one. */
  decode(command: SdkCommand, response: WireResponse): Promise<object>;
}

/**
 * How the commands of an SDK client are put on the wire, and what it makes of the answers. Newer clients have a protocol
 * that reads schemas; the commands of older ones do it themselves.
 */
export function codecOf({ config }: { config: object }): SdkCodec {
  const context = {
    ...config,
    endpoint: async () => ({ protocol: 'http:', hostname: 'aws.invalid', path: '/' }),
  };
  const { protocol } = config as { protocol?: Protocol };
  if (!protocol) {
    return {
      encode: (command) => part(command.serialize)(command.input, context),
      decode: (command, response) => part(command.deserialize)(response, context),
    };
  }
  protocol.setSerdeContext(context);
  return {
    encode: (command) => protocol.serializeRequest(operationOf(command), command.input, context),
    decode: (command, response) => protocol.deserializeResponse(operationOf(command), context, response),
  };
}

function operationOf({ schema }: SdkCommand): object {
  const [, namespace, name, traits, input, output] = part(schema);
  return { namespace, name, traits, input, output };
}

function part<T>(value: T | null | undefined): T {
  if (!value) throw new Error('The SDK is made otherwise than this codec believes.');
  return value;
}
