import type { Store } from '../../src/store/store.ts';

/** Lets the process of this store record no look by the eye that is named, as if it did not look. Null: all are recorded. */
export function silenceEye(store: Store): { eye: string | null } {
  const silent: { eye: string | null } = { eye: null };
  const { change } = store;
  store.change = (decide) =>
    change((state, now) => {
      const decision = decide(state, now);
      const looks = decision.changes.some(({ type, id }) => type === 'eye' && id === silent.eye);
      return looks ? { ...decision, changes: [], events: [] } : decision;
    });
  return silent;
}
