import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installationFile } from './check-founding.ts';
import type { Config } from './config.ts';
import { type DataFolder, keepInFolder } from './data-folder.ts';
import { secretKeyBytes } from './secrets.ts';

/**
 * The key that seals secrets: of the settings, or, in local mode, made once and kept in the data folder.
 * @throws Error where a folder that holds an installation has lost its key
 */
export async function secretKeyOf({ secretKey, dataDir }: Config): Promise<Uint8Array> {
  if (secretKey) return secretKey;
  const file = join(resolve(dataDir), 'secret-key');
  const advice =
    'Restore it from a backup of the folder, or set LUNORA_SECRET_KEY to its key. Without it no stream key can be opened.';
  if (!existsSync(file) && existsSync(join(dataDir, installationFile))) {
    throw new Error(`The secret key ${file} is missing. ${advice}`);
  }
  const kept = await keepInFolder(dataDir, 'secret-key', () =>
    randomBytes(secretKeyBytes).toString('base64'),
  );
  const key = Buffer.from(kept, 'base64');
  if (key.byteLength !== secretKeyBytes) {
    throw new Error(`The secret key ${file} is not ${secretKeyBytes} bytes in base64. ${advice}`);
  }
  return key;
}

/**
 * The admin's token: of the settings, or, in local mode without any, made and kept in the data folder. Warns where a folder
 * that holds an installation had none, as whoever used the old one is locked out.
 * @throws Error where the file is empty: nobody could sign in
 */
export async function adminTokenOf(
  { adminToken, operatorToken, viewerToken }: Config,
  folder: DataFolder | null,
  warn: (sentence: string) => void,
): Promise<string | null> {
  if (adminToken ?? operatorToken ?? viewerToken) return adminToken;
  if (!folder) return null;
  const file = join(folder.path, 'admin-token');
  const isLost =
    (await folder.read('admin-token')) === null && existsSync(join(folder.path, installationFile));
  const kept = await folder.keep('admin-token', newToken);
  if (kept === '') {
    throw new Error(
      `The admin token ${file} is empty, so nobody could sign in. ` +
        'Remove the file to have a new token made, or set LUNORA_ADMIN_TOKEN.',
    );
  }
  if (isLost) {
    warn(`The admin token ${file} was missing. A new one is in the file, and the old one no longer works.`);
  }
  return kept;
}

export const newToken = (): string => `lunora_${randomBytes(24).toString('base64url')}`;
