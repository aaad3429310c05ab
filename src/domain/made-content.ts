import type { Destination, MadeContent } from './records.ts';
import { sealedStreamIdOf } from './sealed-stream-id.ts';
import type { State } from './state.ts';
import { textDigest } from './text-digest.ts';

/** Digest of all that AWS is sent of a destination, so that an edit taken back is no change. */
export function contentOf(state: State, destination: Destination): string {
  const { deliveryMode, protocol, url, srt, streamKey, presetId } = destination;
  if (deliveryMode === 'FLOW_OUTPUT') {
    const { sealedStreamId: _, ...settings } = srt ?? {};
    const sealed = sealedStreamIdOf(srt)?.fingerprint;
    return textDigest(JSON.stringify([protocol, url, sorted(settings), sealed]));
  }
  const { name: _, version: __, builtIn: ___, ...encoding } = state.get('preset', presetId ?? '') ?? {};
  return textDigest(JSON.stringify([url, streamKey?.fingerprint, sorted(encoding)]));
}

/** A table may give members back in another order. Null is as good as left out. */
const sorted = (values: object): [string, unknown][] =>
  Object.entries(values)
    .filter(([, value]) => (value ?? null) !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));

interface Made {
  configVersion: number;
  presetVersion?: number | null;
  content?: MadeContent;
}

/** Notes the content of a configuration with its versions: a process that knows versions only leaves it behind. */
export const madeContent = (made: Made, digest: string | undefined): { content?: MadeContent } =>
  digest === undefined ? {} : { content: { of: versionsOf(made), digest } };

/** The content that AWS has; null where it is not known. */
export const knownContent = (made: Made): string | null =>
  made.content?.of === versionsOf(made) ? made.content.digest : null;

const versionsOf = ({ configVersion, presetVersion }: Made) => `${configVersion}.${presetVersion ?? 0}`;
