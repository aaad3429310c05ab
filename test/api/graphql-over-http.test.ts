import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp, testTokens } from '../_kit/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const audits = serverAudits({
  url: () => app.endpoint,
  fetchFn: (url: string, init: RequestInit) =>
    fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${testTokens.viewer}` } }),
});

it.each(audits.filter(({ name }) => name.startsWith('MUST')))('$name', async ({ fn }) => {
  const { status, ...rest } = await fn();
  expect({ status, reason: 'reason' in rest ? rest.reason : null }).toEqual({ status: 'ok', reason: null });
});
