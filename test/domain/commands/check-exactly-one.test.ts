import { describe, expect, it } from 'vitest';
import { checkExactlyOne } from '../../../src/domain/commands/check-exactly-one.ts';

describe('exactly one of several fields', () => {
  it.each([
    [{ ids: [], flowId: null, all: false }],
    [{ ids: undefined, flowId: 'x', all: false }],
    [{ ids: null, flowId: undefined, all: true }],
    [{ at: undefined, afterSeconds: 0 }],
  ])('is %j: what is null or false is left out', (fields) => {
    expect(() => checkExactlyOne('input', fields)).not.toThrow();
  });

  it.each([
    [
      { ids: null, flowId: undefined, all: false },
      'input: give exactly one of ids, flowId, all. Given: none.',
    ],
    [{ ids: [], flowId: null, all: true }, 'input: give exactly one of ids, flowId, all. Given: ids, all.'],
  ])('is not %j, and the refusal names the fields', (fields, message) => {
    expect(() => checkExactlyOne('input', fields)).toThrowError(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message }),
    );
  });
});
