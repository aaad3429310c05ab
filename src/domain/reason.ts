import { counts, retryPolicyOf } from './policy.ts';
import { lateRule } from './reason-rules/late-rule.ts';
import { progressRules } from './reason-rules/progress-rules.ts';
import type { ReasonFacts } from './reason-rules/reason-facts.ts';
import { type Explanation, explain, type ReasonRule, reasonRule } from './reason-rules/reason-rule.ts';
import { troubleRules } from './reason-rules/trouble-rules.ts';
import type { Destination, Reason } from './records.ts';

const restartRule = reasonRule({
  when: ({ situation }) => situation.restart,
  reason: () =>
    explain('RESTARTING_FOR_CHANGE', 'Off air for a moment: it restarts with the change.', 'WAIT'),
});

/** Every reason, most urgent first. */
const reasonRules: readonly ReasonRule[] = [...troubleRules, lateRule, restartRule, ...progressRules];

/** Why the status is what it is, most urgent first; null when there is nothing to explain. */
export function reasonOf(facts: ReasonFacts): Reason | null {
  const explanation = explanationOf(facts);
  if (!explanation) return null;
  const { destination, transition, now } = facts;
  const { work, condition } = destination;
  return {
    ...explanation,
    since: condition.reason?.code === explanation.code ? condition.reason.since : now,
    deadline: transition?.deadline ?? null,
    ...triesOf(destination),
    nextRetryAt: work.gaveUp ? null : (work.nextRetryAt ?? facts.cureAt),
  };
}

function explanationOf(facts: ReasonFacts): Explanation | null {
  for (const rule of reasonRules) {
    const explanation = rule(facts);
    if (explanation) return explanation;
  }
  return null;
}

/** How often it failed, and after how many that count it gives up; stopping goes on for ever. */
function triesOf(destination: Destination): Pick<Reason, 'attempt' | 'maxAttempts'> {
  const { work, desired } = destination;
  if (!work.failure) return { attempt: null, maxAttempts: null };
  const counted = counts(work.failure.kind) ? work.strikes : undefined;
  return {
    attempt: counted ?? work.attempt,
    maxAttempts: desired === 'RUNNING' ? retryPolicyOf(destination).maxAttempts : null,
  };
}
