import { ConfigError } from './config-error.ts';
import type { Reseal } from './engine/deps.ts';
import { type Secrets, UnsealError } from './secrets.ts';
import type { Store } from './store/store.ts';

type Deps = Pick<Store, 'state' | 'secretItems' | 'installationId' | 'format'>;

/** Follows the installation id in a check word once every secret is bound to where it is sent. */
const onlyBound = ' bound';

/**
 * Opens with these secret keys what the installation has sealed: its check word, and before there was one a stream key. Takes
 * over the keys of fingerprints and hashes, which stay the same under every secret key. What the previous key sealed of
 * these two is sealed again.
 * @throws ConfigError when the keys are others
 */
export async function checkSecretKey(store: Deps, secrets: Secrets): Promise<void> {
  secrets.useBinding({ isBound: () => store.format() >= firstBound });
  const [key] = [...store.state.all('destination')].flatMap(({ streamKey }) => streamKey ?? []);
  try {
    if (key && !secrets.isOfKnownKey(key.sealed)) throw new UnsealError();
    const known = (await store.secretItems.read('CHECK')) ?? key?.sealed ?? null;
    const word = await keepItem(store, secrets, 'CHECK', () => store.installationId);
    secrets.useMacKeys(await keepItem(store, secrets, 'MACS', () => secrets.macKeys(known)));
    if (word.endsWith(onlyBound)) secrets.refuseUnbound();
  } catch (error) {
    if (!(error instanceof UnsealError)) throw error;
    throw new ConfigError(
      `LUNORA_SECRET_KEY: the stream keys of the installation ${store.installationId} are sealed with another key. Set that key (or set it as LUNORA_SECRET_KEY_PREVIOUS to go over to a new one), or restore the file secret-key of its data folder.`,
    );
  }
}

/** The storage format from which on secrets are bound to where they are sent. */
const firstBound = 2;

/** What the engine needs to keep secrets sealed as they should be. */
export function createReseal(store: Deps, secrets: Secrets): Reseal {
  const isBound = () => store.format() >= firstBound;
  let isNoted = false;
  return {
    rebind: secrets.rebind,
    streamIds: () => (isBound() ? secrets.streamIds : null),
    async done() {
      if (!isBound() || isNoted) return;
      await noteAllBound(store, secrets);
      isNoted = true;
    },
  };
}

/** Notes that every secret is bound, so that one that is not is refused from now on, also after a restart. */
async function noteAllBound(store: Deps, secrets: Secrets): Promise<void> {
  const before = await store.secretItems.read('CHECK');
  const word = secrets.seal(`${store.installationId}${onlyBound}`, 'checkWord');
  await store.secretItems.write('CHECK', word, before);
  secrets.refuseUnbound();
}

const purposes = { CHECK: 'checkWord', MACS: 'macKeys' } as const;

/** The text of an item, which is made where there is none and sealed again where the previous key sealed it. */
async function keepItem(
  { secretItems }: Deps,
  secrets: Secrets,
  name: 'CHECK' | 'MACS',
  make: () => string,
): Promise<string> {
  const purpose = purposes[name];
  const kept =
    (await secretItems.read(name)) ?? (await secretItems.write(name, secrets.seal(make(), purpose), null));
  const text = secrets.unseal(kept, purpose);
  if (!secrets.isCurrent(kept)) await secretItems.write(name, secrets.seal(text, purpose), kept);
  return text;
}
