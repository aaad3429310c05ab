import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, launch } from 'puppeteer-core';
import { requireTool } from './require-tool.ts';

/** True if the system has Chromium; see `requireTool`. */
export const hasChromium = (): boolean => requireTool('chromium', ['--version']);

/** A headless browser that sees this machine alone. Close it. */
export function openChromium(): Promise<Browser> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const executablePath = folders.map((folder) => join(folder, 'chromium')).find(isExecutable);
  if (!executablePath) throw new Error('chromium is not on the PATH');
  // As root, Chromium runs without its sandbox only.
  return launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
