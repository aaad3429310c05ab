import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeId, encodeId, nodeTypes, parseId } from '../../src/resolvers/global-id.ts';

describe('a global id', () => {
  it('gives back what it was made of, and to its own type alone', () => {
    const rawId = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(fc.constantFrom(...nodeTypes), rawId, (type, id) => {
        const globalId = encodeId(type, id);
        expect(parseId(globalId)).toEqual({ type, rawId: id });
        for (const other of nodeTypes) expect(decodeId(other, globalId)).toBe(other === type ? id : null);
      }),
    );
  });

  it('fits into a URL as it is', () => {
    expect(encodeId('Flow', 'arn:aws:mediaconnect:us-east-1:111122223333:flow:1-a:??>')).toMatch(/^[\w-]+$/);
  });

  it('is never read out of just any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseId(text);
        if (parsed) expect(encodeId(parsed.type, parsed.rawId)).toBe(text);
      }),
    );
    expect(parseId('')).toBeNull();
    expect(parseId(encodeId('Destination', ''))).toBeNull();
    expect(parseId(encodeId('__proto__', '1'))).toBeNull();
  });
});
