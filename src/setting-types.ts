import { hkdfSync } from 'node:crypto';
import { isIPv6 } from 'node:net';
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
  const isDrawn = bytes.length === secretKeyBytes;
  const isLong = isDrawn || value.length >= minKeyTextLength;
  if (isLong && !repeats(isDrawn ? bytes : Buffer.from(value))) {
    // From any other text that is long enough to be a secret the key is derived.
    return isDrawn ? bytes : Buffer.from(hkdfSync('sha256', value, 'lunora', 'secret key', secretKeyBytes));
  }
  const wanted = `must be 32 random bytes in base64 or hex (openssl rand -base64 32), or a text of ${minKeyTextLength} characters or more`;
  context.addIssue({
    code: 'custom',
    message: isLong ? `${wanted}; this one repeats a short pattern` : wanted,
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

const listOf = (value: string) => value.split(',').flatMap((item) => item.trim() || []);
const isHostName = (name: string) => /^(?:\[[0-9a-f:.]+\]|[^\s/:?#@%[\]]+)$/i.test(name);

/** Where to listen: a name or an address; IPv6 without brackets. */
export const hostName = z
  .string()
  .refine((value) => isHostName(value) || isIPv6(value), 'must be a host name or an address, without a port');

export const hostNames = z
  .string()
  .transform((value) => listOf(value.toLowerCase()))
  .refine((names) => names.every(isHostName), 'must be host names or addresses, without a port');

/** Origins as browsers send them: scheme and host in lower case, nothing after the host. */
export const origins = z.string().transform((value, context) =>
  listOf(value).map((item) => {
    const { protocol, host, pathname, href } = URL.canParse(item) ? new URL(item) : new URL('none:');
    const origin = `${protocol}//${host}`.toLowerCase();
    if (host !== '' && href.toLowerCase() === origin + (pathname === '/' ? '/' : '')) return origin;
    context.addIssue({ code: 'custom', message: 'must be origins, such as https://board.example' });
    return z.NEVER;
  }),
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
