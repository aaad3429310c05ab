import { ConfigError } from './config.ts';
import type { Secrets } from './secrets.ts';
import type { Store } from './store/store.ts';

/**
 * Opens with this secret key what the installation has sealed: its check word, and before there was one a stream key.
 * @throws ConfigError when the key is another one
 */
export async function checkSecretKey(
  store: Pick<Store, 'state' | 'checkWord' | 'installationId'>,
  { seal, unseal }: Pick<Secrets, 'seal' | 'unseal'>,
): Promise<void> {
  try {
    const [sealed] = [...store.state.all('destination')].flatMap(({ streamKey }) => streamKey ?? []);
    if (sealed) unseal(sealed.sealed);
    unseal(await store.checkWord(() => seal(store.installationId, 'checkWord')), 'checkWord');
  } catch (error) {
    if (!(error instanceof Error && error.name === 'UnsealError')) throw error;
    throw new ConfigError(
      `LUNORA_SECRET_KEY: the stream keys of the installation ${store.installationId} are sealed with another key. Set that key, or restore the file secret-key of its data folder.`,
    );
  }
}
