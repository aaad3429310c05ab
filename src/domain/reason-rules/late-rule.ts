import { goalOf } from '../goal.ts';
import { explain, reasonRule } from './reason-rule.ts';

/** A transition that takes longer than it should. */
export const lateRule = reasonRule({
  when: ({ transition, now }) => transition && transition.deadline <= now,
  reason: (_, { situation }) =>
    goalOf(situation) === 'RUNNING'
      ? explain('DEADLINE_EXCEEDED', 'Starting takes longer than it should. Wait, or stop it.', 'CONTACT_AWS')
      : explain(
          'DEADLINE_EXCEEDED',
          'Stopping takes longer than it should. Wait, or force the stop.',
          'FORCE_STOP',
        ),
});
