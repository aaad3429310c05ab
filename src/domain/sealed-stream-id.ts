import type { SrtSettings } from './records.ts';
import { mask } from './redaction/mask-stream-id.ts';

/**
 * The sealed stream id of these settings. Null where the shown one has no mask: a version that knows no sealing has set
 * another since.
 */
export const sealedStreamIdOf = (
  srt: Pick<SrtSettings, 'streamId' | 'sealedStreamId'> | null | undefined,
): NonNullable<SrtSettings['sealedStreamId']> | null =>
  srt?.streamId?.includes(mask) ? (srt.sealedStreamId ?? null) : null;
