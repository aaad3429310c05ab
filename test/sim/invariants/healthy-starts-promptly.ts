import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'a healthy destination is acted for at once, whatever holds up another';

/** Far less than a call to AWS that gets no answer takes, and far more than a look, an entry and a call that does. */
const withinMs = 12_000;

/** With trouble for one destination alone, the first start of any other is begun soon after somebody asked for it. */
export function healthyStartsPromptly({ plan, truth, scheduler, accounts }: Sim): Invariant {
  /** When it was asked for, by destination. */
  const asked = new Map<string, number>();
  return {
    name,
    onEntry({ changes, position }) {
      if (!plan.isolated) return;
      for (const { type, id, record } of changes) {
        if (type !== 'destination' || accounts.get(id)?.number === plan.focus) continue;
        const before = truth.state.get('destination', id)?.desired;
        const untouched = record?.desired === 'RUNNING' && !record.work.input && !record.work.output;
        if (untouched && before === 'STOPPED') asked.set(id, scheduler.now());
        const waitedMs = scheduler.now() - (asked.get(id) ?? scheduler.now());
        // One that waits for a place is held up by nobody's trouble.
        const atQuota = record?.condition.reason?.code === 'QUOTA_EXCEEDED';
        if (!untouched || atQuota) asked.delete(id);
        if (waitedMs <= withinMs) continue;
        throw new Violation(name, `${id} waited ${waitedMs} ms until entry ${position}.`);
      }
    },
  };
}
