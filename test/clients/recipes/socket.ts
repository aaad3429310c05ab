import { createClient } from 'graphql-ws';

/** One socket for all subscriptions of a page. It comes again for ever, soon at first; but not where it never can. */
export const openSocket = (url: string, token: string, webSocketImpl?: unknown) =>
  createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (event) => (event as { code?: number }).code !== 4403,
    retryWait: (tries) => new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 100 * 2 ** tries))),
  });
