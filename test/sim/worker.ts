import { runSeed } from './run-seed.ts';

/** Runs the seeds it is sent, one after the other, and sends back what came of each. */
process.on('message', (seed: number) => {
  void runSeed(seed).then(
    (result) => process.send?.({ ...result, ...asLists(result) }),
    (error: unknown) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.send?.({ seed, crashed: message });
    },
  );
});
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});

function asLists({ acts, faults, crashPoints, cells }: Awaited<ReturnType<typeof runSeed>>) {
  return { acts: [...acts], faults: [...faults], crashPoints: [...crashPoints], cells: [...cells] };
}
