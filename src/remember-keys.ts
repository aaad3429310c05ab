import type { Store } from './store/store.ts';

/** Opens every stream key as it comes to be known, so that none is ever shown, whichever process sealed it. */
export function rememberKeys(
  { state, onEntry }: Pick<Store, 'state' | 'onEntry'>,
  unseal: (sealed: string) => string,
  onError: (error: unknown) => void,
): () => void {
  const seen = new Map<string, string>();

  function look(id: string, sealed: string | undefined): void {
    if (sealed === undefined) seen.delete(id);
    if (sealed === undefined || seen.get(id) === sealed) return;
    seen.set(id, sealed);
    try {
      unseal(sealed);
    } catch (error) {
      onError(error);
    }
  }

  for (const { id, streamKey } of state.all('destination')) look(id, streamKey?.sealed);
  return onEntry(({ changes }) => {
    for (const { type, id, record } of changes) {
      if (type === 'destination') look(id, record?.streamKey?.sealed);
    }
  });
}
