/** How long an idle connection is kept: longer than clients pause between calls, so that none is closed under a request. */
export const keepAliveMs = 75_000;
