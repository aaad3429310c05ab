import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'a start is paid for only where somebody asked for it';

/** Past this the caller of an attempt has given it up. */
const givenUpAfterMs = 15_000;

/** AWS starts a channel no oftener than people did something that needs a start, such as stopping what still starts. */
export function startsAreBounded(sim: Sim): Invariant {
  const edits = new Set(
    sim.plan.acts
      .filter(({ name }) => name === 'edit' || name === 'rotate')
      .map(({ index }) => `act-${index}`),
  );
  return {
    name,
    /** Whoever edits what was lost or given up has it tried with that. */
    onEntry({ changes, events }) {
      for (const { type, id, record } of changes) {
        const before = type === 'destination' ? sim.truth.state.get('destination', id)?.work : undefined;
        if (!record || (!before?.lost && !before?.gaveUp)) continue;
        const asked = events.some(
          ({ subjectId, requestId }) => subjectId === id && edits.has(requestId ?? ''),
        );
        if (asked) sim.accountOf(id).startsAsked += 1;
      }
    },
    onArrival({ operation, destinationId, status, sentAt }) {
      if (status !== 200 || !destinationId) return;
      const account = sim.accountOf(destinationId);
      if (operation === 'StopChannel') {
        // One that comes when it is wanted again undoes a start, which is then simply done again.
        const wanted = sim.truth.state.get('destination', destinationId)?.desired === 'RUNNING';
        if (wanted && sim.scheduler.now() - sentAt > 1_000) account.startsAsked += 1;
      }
      if (operation !== 'StartChannel') return;
      // Nobody waits for it any more, and nobody can call it back: it is undone as soon as it is seen.
      if (sim.scheduler.now() - sentAt > givenUpAfterMs) return;
      account.starts += 1;
      // The double of a start may come just when somebody has stopped it.
      const doubled = account.failures.has('aws answered twice') && account.hands.has('console stops');
      if (doubled) account.startsAsked = Math.max(account.startsAsked, account.starts);
      if (account.starts > account.startsAsked) {
        throw new Violation(
          name,
          `${destinationId} was started ${account.starts} times, and asked for ${account.startsAsked} times.`,
        );
      }
    },
  };
}
