import { instant } from '../../clock.ts';
import type { Condition, Destination } from '../../domain/records.ts';
import { unobservedCondition } from '../../domain/unobserved-condition.ts';
import type { Context } from '../context.ts';

/** Returns the condition as recorded, or what may be shown of it while AWS is not observed. */
export function shownCondition({ freshness }: Context, { condition }: Destination): Condition {
  const unobserved = freshness?.unobserved();
  return unobserved ? unobservedCondition(condition, instant(unobserved.sinceMs)) : condition;
}
