import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { applyMutant } from './apply-mutant.ts';
import { hunt, readSource } from './hunt.ts';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import type { Caught } from './run-seeds.ts';

const { values } = parseArgs({
  options: {
    /** How many seeds each bug is given, from `seed` on. */
    seeds: { type: 'string', default: '150' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    /** All of it ends by then; what is not caught by then has survived. */
    minutes: { type: 'string', default: '20' },
    /** Only those with this in their name. */
    only: { type: 'string', default: '' },
  },
});

interface Outcome {
  mutant: Mutant;
  caught: Caught | null;
  seeds: number;
  seconds: number;
}

const print = (line: string) => void process.stdout.write(`${line}\n`);
const stop = new AbortController();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted = true;
    stop.abort();
  });
}
const budget = setTimeout(() => stop.abort(), Number(values.minutes) * 60_000);

const chosen = mutants.filter(({ name }) => name.includes(values.only));
if (chosen.length === 0) {
  print(`No bug has “${values.only}” in its name.`);
  process.exit(2);
}
for (const mutant of chosen) applyMutant(mutant, readSource);

print(`${chosen.length} bugs, ${values.seeds} seeds each at most, ${values.jobs} at a time.`);
const outcomes = await each(chosen, hunted);
// A seed that fails without any bug has caught none.
const telling = [...new Set(outcomes.flatMap(({ caught }) => caught?.seed ?? []))].sort((a, b) => a - b);
print(`The code as it is, over the ${telling.length} seeds that caught them.`);
const share = Math.ceil(telling.length / Number(values.jobs));
const parts = share === 0 ? [] : [telling.slice(0, share), telling.slice(share)];
const broken = await each(parts, (seeds) => hunt({ mutant: null, seeds, signal: stop.signal }));
clearTimeout(budget);
tell(outcomes, broken);

async function hunted(mutant: Mutant): Promise<Outcome> {
  const startedAt = performance.now();
  let seeds = 0;
  const { signal } = stop;
  const onSeed = () => {
    seeds += 1;
  };
  const caught = await hunt({ mutant, seeds: seedsFor(mutant), signal, onSeed });
  const outcome = { mutant, caught, seeds, seconds: (performance.now() - startedAt) / 1_000 };
  print(
    `${caught ? 'caught ' : 'SURVIVES'}  ${mutant.name}  (${seeds} seeds, ${outcome.seconds.toFixed(0)} s)${caught ? `: ${caught.invariant}` : ''}`,
  );
  return outcome;
}

function seedsFor({ first = [] }: Mutant): Iterable<number> {
  const others = Array.from({ length: Number(values.seeds) }, (_, index) => Number(values.seed) + index);
  return new Set([...first, ...others]);
}

/** Does these, as many at once as there are jobs; the results are in their order. */
async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  async function job(): Promise<void> {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as T);
    }
  }
  await Promise.all(Array.from({ length: Number(values.jobs) }, job));
  return results;
}

function tell(all: readonly Outcome[], failures: readonly (Caught | null)[]): void {
  print('\n| bug | caught by | seed | seconds |\n| --- | --- | ---: | ---: |');
  for (const { mutant, caught, seconds } of all) {
    print(
      `| ${mutant.name} | ${caught?.invariant ?? 'NOT CAUGHT'} | ${caught?.seed ?? ''} | ${seconds.toFixed(0)} |`,
    );
  }
  for (const failure of failures) {
    if (failure)
      print(`Without any bug seed ${failure.seed} breaks “${failure.invariant}”: ${failure.message}`);
  }
  const survivors = all.filter(({ caught }) => !caught).length;
  print(`\n${all.length - survivors} of ${all.length} caught${interrupted ? ', interrupted' : ''}.`);
  if (survivors > 0 || interrupted || failures.some(Boolean)) process.exitCode = 1;
}
