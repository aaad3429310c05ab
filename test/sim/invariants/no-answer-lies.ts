import { type Invariant, Violation } from '../sim.ts';

const name = 'what a caller is told is so';

/** What was refused is not in the log, and what was asked for once is there once. */
export function noAnswerLies(): Invariant {
  /** What the log says was done, by the request that asked for it. */
  const done = new Map<string, Set<string>>();
  return {
    name,
    onEntry({ position, events }) {
      for (const { requestId, kind, subjectId } of events) {
        if (requestId === null) continue;
        const deeds = done.get(requestId) ?? new Set();
        done.set(requestId, deeds);
        const deed = `${kind} ${subjectId}`;
        if (deeds.has(deed))
          throw new Violation(name, `Entry ${position} has ${deed} of ${requestId} again.`);
        deeds.add(deed);
      }
    },
    onAnswer(requestId, userErrors) {
      const deeds = done.get(requestId);
      if (userErrors.length === 0 || !deeds) return;
      const refusals = userErrors.map(({ code }) => code).join();
      throw new Violation(name, `${requestId} was refused with ${refusals}, and did ${[...deeds].join()}.`);
    },
  };
}
