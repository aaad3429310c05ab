import { randomBytes } from 'node:crypto';
import type { Config } from './config.ts';
import { type DataFolder, keepInFolder } from './data-folder.ts';
import { secretKeyBytes } from './secrets.ts';

/** The key that seals secrets: of the settings, or, in local mode, made once and kept in the data folder. */
export async function secretKeyOf({ secretKey, dataDir }: Config): Promise<Uint8Array> {
  if (secretKey) return secretKey;
  const kept = await keepInFolder(dataDir, 'secret-key', () =>
    randomBytes(secretKeyBytes).toString('base64'),
  );
  return Buffer.from(kept, 'base64');
}

/** The admin's token: of the settings, or, in local mode without any, made once and kept in the data folder. */
export async function adminTokenOf(
  { adminToken, operatorToken, viewerToken }: Config,
  folder: DataFolder | null,
): Promise<string | null> {
  if (adminToken ?? operatorToken ?? viewerToken) return adminToken;
  return (await folder?.keep('admin-token', newToken)) ?? null;
}

export const newToken = (): string => `lunora_${randomBytes(24).toString('base64url')}`;
