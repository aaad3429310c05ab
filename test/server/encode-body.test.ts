import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeBody, encodingFor } from '../../src/server/encode-body.ts';

describe('the encoding of a body', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['GZIP;q=0.5, deflate', 'gzip'],
    ['br;q=0.2, gzip;q=0.8', 'gzip'],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['identity', null],
    ['gzip;q=0', null],
    ['gzip;q=nonsense', null],
    ['', null],
    [undefined, null],
  ])('for %j is %s', (accepted, encoding) => {
    expect(encodingFor(accepted, 2_000)).toBe(encoding);
  });

  it('is none for a short one', () => {
    expect(encodingFor('gzip, br', 1_023)).toBeNull();
  });

  it('can be undone', async () => {
    const body = 'Main stage '.repeat(500);
    expect(String(gunzipSync(await encodeBody(body, 'gzip')))).toBe(body);
    expect(String(brotliDecompressSync(await encodeBody(body, 'br', { thoroughly: true })))).toBe(body);
  });
});
