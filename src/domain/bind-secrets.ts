import type { Destination } from './records.ts';
import { sealingTarget } from './sealing-target.ts';

/** Seals a secret again where it is not bound to `to` yet, or not by the current key. Returns what cannot be opened as it is. */
export type Rebind = (
  sealed: string,
  purpose: 'streamKey' | 'srtStreamId',
  targets: { from: string; to: string },
) => string;

/** Binds the secrets of a destination to where they are sent now. `before`: the destination as it was recorded, if it was. */
export function bindSecrets<D extends Destination>(
  destination: D,
  before: Pick<Destination, 'id' | 'url' | 'backupUrl'> | null,
  rebind: Rebind | undefined,
): D {
  if (!rebind) return destination;
  const targets = { from: sealingTarget(before ?? destination), to: sealingTarget(destination) };
  const { streamKey, srt } = destination;
  const key = streamKey && rebind(streamKey.sealed, 'streamKey', targets);
  const streamId = srt?.sealedStreamId && rebind(srt.sealedStreamId.sealed, 'srtStreamId', targets);
  const isSame = (key ?? null) === (streamKey?.sealed ?? null) && streamId === srt?.sealedStreamId?.sealed;
  if (isSame || (!key && !streamId)) return destination;
  return {
    ...destination,
    streamKey: streamKey && key ? { ...streamKey, sealed: key } : streamKey,
    srt:
      srt?.sealedStreamId && streamId
        ? { ...srt, sealedStreamId: { ...srt.sealedStreamId, sealed: streamId } }
        : srt,
  };
}
