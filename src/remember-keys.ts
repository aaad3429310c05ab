import type { Destination } from './domain/records.ts';
import type { Redactor } from './domain/redaction/create-redactor.ts';
import { maskStreamId, secretsInStreamId } from './domain/redaction/mask-stream-id.ts';
import { sealedStreamIdOf } from './domain/sealed-stream-id.ts';
import { sealingTarget } from './domain/sealing-target.ts';
import type { Secrets } from './secrets.ts';
import type { Store } from './store/store.ts';

/**
 * Opens every stream key and stream id once it is recorded, so that no secret in use is ever shown, whichever process
 * sealed it.
 */
export function rememberKeys(
  { state, onEntry }: Pick<Store, 'state' | 'onEntry'>,
  secrets: Pick<Secrets, 'unseal'>,
  hold: Redactor['hold'],
  log: { error(details: object, message: string): void },
): () => void {
  const seen = new Map<string, string>();

  function look(id: string, destination: Destination | null): void {
    const kept = JSON.stringify([
      destination?.streamKey?.sealed,
      destination?.srt?.streamId,
      destination?.srt?.sealedStreamId,
    ]);
    if (seen.get(id) === kept) return;
    if (destination === null) seen.delete(id);
    else seen.set(id, kept);
    try {
      hold(id, destination ? secretsOf(destination, secrets) : []);
    } catch (error) {
      log.error({ err: error, destinationId: id }, 'stream key cannot be opened');
    }
  }

  for (const destination of state.all('destination')) look(destination.id, destination);
  return onEntry(({ changes }) => {
    for (const { type, id, record } of changes) {
      if (type === 'destination') look(id, record);
    }
  });
}

function secretsOf(destination: Destination, { unseal }: Pick<Secrets, 'unseal'>): string[] {
  const { streamKey, srt } = destination;
  const target = sealingTarget(destination);
  const keys = streamKey ? [unseal(streamKey.sealed, 'streamKey', target)] : [];
  const sealed = sealedStreamIdOf(srt)?.sealed;
  const streamId = sealed === undefined ? (srt?.streamId ?? '') : unseal(sealed, 'srtStreamId', target);
  if (maskStreamId(streamId) === streamId) return keys;
  return [...keys, streamId, ...secretsInStreamId(streamId)];
}
