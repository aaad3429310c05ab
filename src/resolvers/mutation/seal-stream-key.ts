import type { Context } from '../context.ts';

/** A stream key in clear, for looking where it must not be, and as it is kept. */
export const sealStreamKey = (ctx: Context, plain: string) => ({ plain, ...ctx.sealKey(plain) });
