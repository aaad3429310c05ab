import type { Tag } from '../records.ts';
import type { Hides } from '../redaction/hides.ts';
import { refuse } from './refuse.ts';

/** AWS allows 50 on a resource; the rest are ours. */
const maxTags = 40;

/** What AWS lets a tag hold. */
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const valueRule = 'letters, digits, spaces and _ . : / = + - @.';

interface TagRule {
  /** The field that is wrong; null: the tag as a whole. */
  field: 'key' | 'value' | null;
  breaks(tag: Tag, hides: Hides, earlierKeys: ReadonlySet<string>): boolean;
  message: string;
}

/** What is wrong with a tag: the first rule it breaks is said. */
const tagRules: readonly TagRule[] = [
  {
    field: 'key',
    breaks: ({ key }) => key.length < 1 || key.length > 128,
    message: 'A tag key has 1 to 128 characters.',
  },
  {
    field: 'value',
    breaks: ({ value }) => value.length > 256,
    message: 'A tag value has at most 256 characters.',
  },
  { field: 'key', breaks: ({ key }) => !allowed.test(key), message: `A tag key holds ${valueRule}` },
  { field: 'value', breaks: ({ value }) => !allowed.test(value), message: `A tag value holds ${valueRule}` },
  {
    field: 'key',
    breaks: ({ key }) => /^(aws|lunora):/i.test(key),
    message: 'Tag keys that begin with aws: or lunora: are reserved.',
  },
  {
    field: 'key',
    breaks: ({ key }, _, earlierKeys) => earlierKeys.has(key),
    message: 'The same tag key is given twice.',
  },
  {
    field: null,
    breaks: ({ key, value }, hides) => hides(key) || hides(value) || hides(`${key}=${value}`),
    message: 'A stream key is in a tag, which everybody can read.',
  },
];

/** @throws Refusal INVALID_TAG for what AWS would not take, what is reserved, and what holds a secret. */
export function checkTags(tags: readonly Tag[], hides: Hides): Tag[] {
  if (tags.length > maxTags) throw refuse('INVALID_TAG', `There can be at most ${maxTags} tags.`, 'tags');
  const earlierKeys = new Set<string>();
  return tags.map(({ key, value }, index) => {
    const broken = tagRules.find(({ breaks }) => breaks({ key, value }, hides, earlierKeys));
    if (broken) {
      const path = ['tags', String(index), ...(broken.field ? [broken.field] : [])];
      throw refuse('INVALID_TAG', broken.message, ...path);
    }
    earlierKeys.add(key);
    return { key, value };
  });
}
