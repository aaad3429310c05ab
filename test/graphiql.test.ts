import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, openChromium } from './_kit/chromium.ts';
import { startTestApp, type TestApp, testTokens } from './_kit/start-app.ts';

describe.runIf(hasChromium())('GraphiQL in a browser', { timeout: 60_000 }, () => {
  let app: TestApp;
  let page: Page;
  const violations: string[] = [];
  const cleanups: (() => Promise<unknown>)[] = [];
  const screenshots = process.env['SCREENSHOTS'];
  const look = (name: string) =>
    screenshots ? page.screenshot({ path: `${screenshots}/${name}.png` as `${string}.png` }) : undefined;

  beforeAll(async () => {
    app = await startTestApp();
    cleanups.push(() => app.close());
    const browser = await openChromium();
    cleanups.push(() => browser.close());
    page = await browser.newPage();
    await page.setViewport({ width: 1400, height: 900 });
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) violations.push(message.text());
    });
  });
  afterAll(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });

  const press = async (tab: string) => {
    await page.locator(`.graphiql-tab-button ::-p-text(${tab})`).click();
    await page.waitForFunction(
      (name) => {
        const active = document.querySelector('.graphiql-tab-active')?.textContent;
        const editor = document.querySelector('.graphiql-query-editor')?.textContent?.replace(/\u00a0/g, ' ');
        return (
          active?.includes(name) && new RegExp(`(query|mutation|subscription) ${name}\\b`).test(editor ?? '')
        );
      },
      {},
      tab,
    );
    await page.locator('.graphiql-execute-button[aria-label^="Execute"]').click();
  };

  /** Presses once more where nothing came of it, as a person would: a click may fall while the page is busy. */
  const pressUntil = async (tab: string, isSeen: () => boolean) => {
    for (let left = 2; ; left -= 1) {
      await press(tab);
      const seen = await page.waitForFunction(isSeen, { timeout: 10_000 }).catch(() => null);
      if (seen) return;
      const shown = await page.$eval('.graphiql-response', (response) => response.textContent);
      if (left === 0) throw new Error(`Nothing came of ${tab}. The page shows: ${shown}`);
    }
  };

  it('says where the token is when there is none, and takes it', async () => {
    await page.goto(app.endpoint);
    await page.waitForSelector('#lunora-token');
    expect(await page.$eval('#lunora-token', (shown) => shown.textContent)).toContain('.lunora/admin-token');
    await look('no-token');
    await page.type('#lunora-token input', testTokens.admin);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await page.waitForSelector('.graphiql-execute-button');
    expect(await page.$('#lunora-token')).toBeNull();
  });

  it('runs its tabs as they are, and shows every message of the stream', async () => {
    await press('Create');
    await page.waitForFunction(() => document.body.innerText.includes('fingerprint":'));
    await pressUntil('Follow', () => document.querySelectorAll('#lunora-stream li').length >= 2);
    await look('stream');
    await app.query('mutation { startDestinations(input: { all: true }) { userErrors { code } } }');
    await page.waitForFunction(() =>
      [...document.querySelectorAll('#lunora-stream li')].some((line) =>
        line.textContent?.includes('"RUNNING"'),
      ),
    );
    const kinds = await page.$$eval('#lunora-stream li', (lines) =>
      lines.map((line) => /"kind":"(\w+)"/.exec(line.textContent ?? '')?.[1]),
    );
    expect(kinds.slice(0, 2)).toEqual(['SNAPSHOT', 'BOOKMARK']);
    expect(kinds.length).toBeGreaterThan(3);
    await look('running');
    expect(violations).toEqual([]);
  });
});
