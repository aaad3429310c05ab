import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { tellCoverage } from './coverage.ts';
import { runMany } from './run-many.ts';
import { runSeed } from './run-seed.ts';
import { shorten } from './shorten.ts';

// Once is enough for people who read what this prints.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    without: { type: 'string', default: '' },
    trace: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed ?? 1);
const count =
  values.seed !== undefined && process.argv.every((word) => !word.startsWith('--seeds'))
    ? 1
    : Number(values.seeds);
const print = (line: string) => void process.stdout.write(`${line}\n`);

if (count === 1) await tellOne(first);
else await tellMany();

/** One seed: runs it, and where it fails shows the shortest story of it that was found. */
async function tellOne(seed: number): Promise<void> {
  const given = new Set(values.without.split(',').filter(Boolean));
  const { failure } = await runSeed(seed, { without: given, ...(values.trace && { tell: print }) });
  if (!failure) return print(`Seed ${seed} is clean.`);
  process.exitCode = 1;
  print(`Seed ${seed} breaks “${failure.invariant}”: ${failure.message}`);
  if (values.trace || given.size > 0) return;
  const without = await shorten(seed, failure.invariant);
  print(`It does so too without ${[...without].join(', ')}. The story then:`);
  const lines: string[] = [];
  await runSeed(seed, { without, tell: (line) => lines.push(line) });
  for (const line of lines.slice(-200)) print(line);
}

async function tellMany(): Promise<void> {
  const startedAt = performance.now();
  let toldAt = startedAt;
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const { coverage, failures } = await runMany({
    ...{ first, count, jobs: Number(values.jobs), signal: stop.signal },
    onResult(done, failed) {
      if (performance.now() - toldAt < 5_000) return;
      toldAt = performance.now();
      const seconds = (toldAt - startedAt) / 1_000;
      const leftMinutes = ((count - done) * seconds) / done / 60;
      print(
        `${done} of ${count} seeds, ${failed} failed, ${(done / seconds).toFixed(1)} a second, ${leftMinutes.toFixed(0)} min left`,
      );
    },
    onFailure: ({ seed, invariant, message }) => print(`Seed ${seed} breaks “${invariant}”: ${message}`),
  });
  print(tellCoverage(coverage));
  const minutes = (performance.now() - startedAt) / 60_000;
  print(
    `${coverage.seeds - failures.length} clean, ${failures.length} failed, in ${minutes.toFixed(1)} minutes.`,
  );
  const [worst] = failures;
  if (!worst) return;
  process.exitCode = 1;
  for (const { seed, invariant } of failures) print(`npm run sim -- --seed ${seed}   # ${invariant}`);
  if (!stop.signal.aborted) await tellOne(worst.seed);
}
