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

  it.each([400, 402, 403, 409, 420, 422, 429])(
    'of a create past a quota is QUOTA with status %i',
    (status) => {
      for (const message of [
        'Too many push inputs',
        'Limit exceeded',
        'You reached the limit of channels.',
      ]) {
        for (const operation of ['CreateInput', 'CreateChannel', 'AddFlowOutputs', 'CreateFlow']) {
          expect(classify(answered(status, 'SomeException', { message }), operation)).toBe('QUOTA');
        }
      }
    },
  );

  it.each([
    ['StartChannel', 429, 'Limit exceeded', {}, 'THROTTLED'],
    ['CreateChannel', 429, 'Request limit exceeded on create channel calls.', {}, 'THROTTLED'],
    ['CreateInput', 429, 'Too Many Requests', {}, 'THROTTLED'],
    ['CreateInput', 400, 'Rate limit exceeded', {}, 'INVALID'],
    ['CreateInput', 500, 'Limit exceeded', {}, 'SERVER'],
    ['CreateChannel', 403, 'Limit exceeded', { name: 'AccessDeniedException' }, 'DENIED'],
    [
      'CreateChannel',
      422,
      'outputGroups[0].name is over the limit of 32 characters',
      { ValidationErrors: [{ ElementPath: '/outputGroups/0/name', ErrorMessage: 'is over the limit' }] },
      'INVALID',
    ],
  ] as const)('of %s with status %i and "%s" %j is %s', (operation, status, message, more, kind) => {
    expect(classify(answered(status, 'SomeException', { message, ...more }), operation)).toBe(kind);
  });

  it('is judged by its text for nothing but a quota', () => {
    expect(
      classify(
        answered(400, 'BadRequestException', { message: 'conflict, not found, throttled' }),
        'CreateInput',
      ),
    ).toBe('INVALID');
  });

  it('names each fault once', () => {
    const refusal = answered(422, 'UnprocessableEntityException', {
      message: 'outputGroups[0].name must be shorter',
      ValidationErrors: [{ ElementPath: '/outputGroups/0/name', ErrorMessage: 'must be shorter' }],
    });
    const { message } = toAwsError(refusal, 'CreateChannel', (text) => text);
    expect(message.match(/must be shorter/g)).toHaveLength(1);
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
