import { chanceFaults } from './faults.ts';
import { runSeed } from './run-seed.ts';
import { planOf } from './script.ts';

/** How often a seed is run again at most, to find what it fails without. */
const maxRuns = 150;

/**
 * What may be left out of a failing seed so that it still breaks the same promise: every kind of fault and every act
 * that does not matter. What is left is the shortest story found.
 */
export async function shorten(seed: number, invariant: string): Promise<ReadonlySet<string>> {
  let without: ReadonlySet<string> = new Set();
  let runs = 0;
  async function stillFails(more: readonly string[]): Promise<boolean> {
    if (runs >= maxRuns || more.length === 0) return false;
    runs += 1;
    const tried = new Set([...without, ...more]);
    const { failure } = await runSeed(seed, { without: tried });
    if (failure?.invariant !== invariant) return false;
    without = tried;
    return true;
  }

  /** Halves and halves again, until each is known to matter. */
  async function leaveOut(names: readonly string[]): Promise<void> {
    if (names.length === 0 || (await stillFails(names)) || names.length === 1) return;
    const middle = names.length >> 1;
    await leaveOut(names.slice(0, middle));
    await leaveOut(names.slice(middle));
  }

  await leaveOut(chanceFaults);
  await leaveOut([...planOf(seed, without).acts].reverse().map(({ index }) => `#${index}`));
  await leaveOut(chanceFaults.filter((name) => !without.has(name)));
  return without;
}
