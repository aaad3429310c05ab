import type { Tag } from '../records.ts';
import type { IsKey } from './check-url.ts';
import { refuse } from './refuse.ts';

interface Shown {
  name?: string | undefined;
  tags?: readonly Tag[] | undefined;
  srt?: { streamId?: string | null | undefined } | null | undefined;
}

/**
 * A key pasted into a field that everybody can read.
 * @throws Refusal INVALID_NAME, INVALID_TAG or INVALID_URL (of `srt`), repeating nothing.
 */
export function checkKeyPlacement({ name, tags, srt }: Shown, isKey: IsKey): void {
  const words = (text: string) => [text, ...text.split(/\s+/)];
  if (name && words(name).some(isKey)) {
    throw refuse('INVALID_NAME', 'The stream key is in the name, which everybody can read.', 'name');
  }
  for (const [index, { key, value }] of (tags ?? []).entries()) {
    if ([...words(key), ...words(value)].some(isKey)) {
      throw refuse(
        'INVALID_TAG',
        'The stream key is in a tag, which everybody can read.',
        'tags',
        `${index}`,
      );
    }
  }
  if (srt?.streamId && isKey(srt.streamId)) {
    throw refuse('INVALID_URL', 'The stream key is in the stream id.', 'srt', 'streamId');
  }
}
