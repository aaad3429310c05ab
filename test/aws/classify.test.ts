import { describe, expect, it } from 'vitest';
import { classify, toAwsError } from '../../src/aws/classify.ts';

const answered = (status: number, name = 'SomeException', more: object = {}) =>
  Object.assign(new Error('Some text.'), { name, $metadata: { httpStatusCode: status }, ...more });

describe('a failure of AWS', () => {
  it.each([
    [429, 'THROTTLED'],
    [420, 'QUOTA'],
    [409, 'CONFLICT'],
    [404, 'NOT_FOUND'],
    [400, 'INVALID'],
    [422, 'INVALID'],
    [403, 'DENIED'],
    [500, 'SERVER'],
    [501, 'SERVER'],
    [503, 'SERVER'],
  ] as const)('with status %i is %s', (status, kind) => {
    expect(classify(answered(status))).toBe(kind);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT'])('%s is UNREACHABLE', (code) => {
    expect(classify(Object.assign(new Error('connect'), { code }))).toBe('UNREACHABLE');
  });

  it('without an answer in time is UNREACHABLE', () => {
    expect(classify(Object.assign(new Error('slow'), { name: 'TimeoutError' }))).toBe('UNREACHABLE');
    expect(classify(new DOMException('gone', 'AbortError'))).toBe('UNREACHABLE');
  });

  it('for want of credentials is DENIED, whatever the status', () => {
    expect(classify(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }))).toBe('DENIED');
    expect(classify(answered(400, 'ExpiredTokenException'))).toBe('DENIED');
  });

  it('is judged by the status of an answer that could not be read', () => {
    const unreadable = Object.assign(new SyntaxError('Unexpected token <'), {
      $response: { statusCode: 502 },
    });
    expect(classify(unreadable)).toBe('SERVER');
  });

  it('is never judged by its text', () => {
    expect(
      classify(answered(400, 'BadRequestException', { message: 'conflict, not found, throttled' })),
    ).toBe('INVALID');
  });

  it('says what it was about and which members are wrong, and hides what it must', () => {
    const refusal = answered(422, 'UnprocessableEntityException', {
      ValidationErrors: [
        { ElementPath: 'destinations[0].settings[0]', ErrorMessage: 'secret-key is too odd' },
      ],
    });
    const error = toAwsError(refusal, 'CreateChannel', (text) => text.replaceAll('secret-key', '[hidden]'));
    expect(error).toMatchObject({ kind: 'INVALID', operation: 'CreateChannel' });
    expect(error.message).toContain('destinations[0].settings[0]: [hidden] is too odd');
    expect(error.message).toContain('CreateChannel');
    expect(error.message).not.toContain('secret-key');
  });
});
