import type { Reason, ReasonCode, SuggestedAction } from '../records.ts';
import type { ReasonFacts } from './reason-facts.ts';

export type Explanation = Pick<Reason, 'code' | 'message' | 'suggestedAction'>;

/** One row of the ordered reason table: the first row that applies explains the status. */
export type ReasonRule = (facts: ReasonFacts) => Explanation | null;

interface ReasonRow<T> {
  /** True, or the fact to explain, where the row applies. */
  when(facts: ReasonFacts): T | false | null | undefined;
  reason(found: T, facts: ReasonFacts): Explanation;
}

export const reasonRule =
  <T>({ when, reason }: ReasonRow<T>): ReasonRule =>
  (facts) => {
    const found = when(facts);
    return found ? reason(found, facts) : null;
  };

export const explain = (
  code: ReasonCode,
  message: string,
  suggestedAction: SuggestedAction | null,
): Explanation => ({ code, message, suggestedAction });
