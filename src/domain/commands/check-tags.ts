import type { Tag } from '../records.ts';
import type { Hides } from '../redaction/hides.ts';
import { refuse } from './refuse.ts';

/** AWS allows 50 on a resource; the rest are ours. */
const maxTags = 40;

/** What AWS lets a tag hold. */
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** @throws Refusal INVALID_TAG for what AWS would not take, what is reserved, and what holds a secret. */
export function checkTags(tags: readonly Tag[], hides: Hides): Tag[] {
  if (tags.length > maxTags) throw refuse('INVALID_TAG', `There can be at most ${maxTags} tags.`, 'tags');
  const seen = new Set<string>();
  return tags.map(({ key, value }, index) => {
    const at = (field: string, message: string) =>
      refuse('INVALID_TAG', message, 'tags', String(index), field);
    if (key.length < 1 || key.length > 128) throw at('key', 'A tag key has 1 to 128 characters.');
    if (value.length > 256) throw at('value', 'A tag value has at most 256 characters.');
    if (!allowed.test(key)) throw at('key', 'A tag key holds letters, digits, spaces and _ . : / = + - @.');
    if (!allowed.test(value))
      throw at('value', 'A tag value holds letters, digits, spaces and _ . : / = + - @.');
    if (/^(aws|lunora):/i.test(key))
      throw at('key', 'Tag keys that begin with aws: or lunora: are reserved.');
    if (seen.has(key)) throw at('key', 'The same tag key is given twice.');
    seen.add(key);
    if (hides(key) || hides(value) || hides(`${key}=${value}`)) {
      throw refuse(
        'INVALID_TAG',
        'A stream key is in a tag, which everybody can read.',
        'tags',
        String(index),
      );
    }
    return { key, value };
  });
}
