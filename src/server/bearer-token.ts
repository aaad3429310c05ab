/** Returns the token of an `authorization` value (`Bearer …`); null where there is none. */
export const bearerToken = (authorization: unknown): string | null =>
  (typeof authorization === 'string' ? /^Bearer +(\S{1,512})$/i.exec(authorization)?.[1] : null) ?? null;
