import type { FieldChange } from './log.ts';

/** Longest value of a field in an event, in characters: the entry holds the record itself as well. */
const longest = 2_000;

/** Cuts long values, such as 40 full tags, so that an event never outgrows its entry. */
export const shortened = (changes: readonly FieldChange[]): FieldChange[] =>
  changes.map(({ field, from, to }) => ({ field, from: cut(from), to: cut(to) }));

const cut = (value: string | null): string | null =>
  value !== null && value.length > longest
    ? `${value.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}… (${value.length} characters)`
    : value;
