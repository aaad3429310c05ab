import type { Records, RecordType } from './records.ts';
import type { State } from './state.ts';

/** Measures something of all records as they are now. */
export type Measure = (state: State) => number;

/** Counts the records of some types. */
export const countOf =
  (...types: RecordType[]): Measure =>
  (state) => {
    let count = 0;
    for (const type of types) for (const _record of state.all(type)) count += 1;
    return count;
  };

/** Measures the longest list that a record of one type holds. */
export const longestOf =
  <T extends RecordType>(type: T, lengthOf: (record: Records[T]) => number): Measure =>
  (state) => {
    let longest = 0;
    for (const record of state.all(type)) longest = Math.max(longest, lengthOf(record));
    return longest;
  };

/** Counts the largest group of records that share a key; those without a key are in no group. */
export const largestGroupOf =
  <T extends RecordType>(type: T, keyOf: (record: Records[T]) => string | null | undefined): Measure =>
  (state) => {
    const sizes = new Map<string, number>();
    let largest = 0;
    for (const record of state.all(type)) {
      const key = keyOf(record);
      if (!key) continue;
      const size = (sizes.get(key) ?? 0) + 1;
      sizes.set(key, size);
      largest = Math.max(largest, size);
    }
    return largest;
  };
