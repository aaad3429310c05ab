import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'what somebody takes off air is not put back unasked';

/** What was on air, and was stopped or deleted by others than Lunora, is started only after somebody asks for it. */
export function neverFoughtOver(sim: Sim): Invariant {
  return {
    name,
    onSend({ operation, destinationId }) {
      if (operation !== 'StartChannel' || !destinationId) return;
      const { takenAt } = sim.accountOf(destinationId);
      if (takenAt === null) return;
      const agoMs = sim.scheduler.now() - takenAt;
      throw new Violation(name, `${destinationId} is started ${agoMs} ms after it was taken off air.`);
    },
  };
}
