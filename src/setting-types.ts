import { hkdfSync } from 'node:crypto';
import { z } from 'zod';
import { listPrices, type Rates } from './domain/cost.ts';
import { secretKeyBytes } from './secrets.ts';

export const port = z.coerce.number('must be a port number').int('must be a whole number').min(0).max(65_535);
export const count = z.coerce.number('must be a number').int('must be a whole number').min(1);
export const text = z.string();
export const arn = z.string().startsWith('arn:', 'must be an ARN');
export const flag = z
  .enum(['0', '1', 'true', 'false'], 'must be 1 or 0')
  .transform((value) => value === '1' || value === 'true');
export const key = z.string().transform((value, context) => {
  const bytes = /^[0-9a-f]{64}$/i.test(value) ? Buffer.from(value, 'hex') : Buffer.from(value, 'base64');
  if (bytes.length === secretKeyBytes && !repeats(bytes)) return bytes;
  // Any other text long enough to be a secret: the key is derived from it.
  if (bytes.length !== secretKeyBytes && value.length >= minKeyTextLength)
    return Buffer.from(hkdfSync('sha256', value, 'lunora', 'secret key', secretKeyBytes));
  context.addIssue({
    code: 'custom',
    message: `must be 32 random bytes in base64 or hex (openssl rand -base64 32), or a text of ${minKeyTextLength} characters or more`,
  });
  return z.NEVER;
});

const minKeyTextLength = 32;
/** The longest pattern whose repetition makes a key weak. */
const longestPattern = 8;

/** True if the bytes are a pattern of at most 8 bytes over and over: typed, not drawn. */
const repeats = (bytes: Uint8Array): boolean =>
  Array.from({ length: longestPattern }, (_, index) => index + 1).some((length) =>
    bytes.every((byte, index) => byte === bytes[index % length]),
  );

const rateNames = Object.keys(listPrices) as (keyof Rates)[];
export const rates = z
  .string()
  .transform((value, context): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON, such as {"flow":0.12}' });
      return z.NEVER;
    }
  })
  .pipe(
    z.partialRecord(
      z.enum(rateNames),
      z.number('must be a number').min(0, 'must not be negative'),
      `must be an object with any of ${rateNames.join(', ')}`,
    ),
  );
