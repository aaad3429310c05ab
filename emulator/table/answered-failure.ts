/** An error that dynalite answers as DynamoDB's InternalServerError; it would throw any other, which ends the process. */
export class AnsweredFailure extends Error {
  override readonly name = 'AnsweredFailure';
  readonly statusCode = 500;
  readonly body: { __type: string; message: string };

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.body = { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message };
    // Dynalite prints the stack of what fails after its answer.
    this.stack = message;
  }
}
