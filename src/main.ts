import type { App } from './app.ts';
import { hushSdk } from './config.ts';
import { readWholeConfig } from './read-whole-config.ts';

/** Containers are killed ten seconds after they are told to end. */
const stopWithinMs = 8_000;
/** npm passes Ctrl-C on to a process that has had it from the terminal already: so soon after the first it is the same. */
const repeatedWithinMs = 500;

const say = (line: string) => process.stdout.write(`${line}\n`);

// What it keeps holds keys and tokens: for its owner's eyes only, dependencies' files included.
process.umask(0o077);

try {
  const config = await readWholeConfig();
  hushSdk();
  // Only now: a bad setting is said at once, and the SDK is loaded hushed.
  const { startApp } = await import('./app.ts');
  const app = await startApp(config);
  let stopAt: number | null = null;
  const stop = () => {
    if (stopAt !== null) {
      if (performance.now() - stopAt >= repeatedWithinMs) process.exit(1);
      return;
    }
    stopAt = performance.now();
    say('Shutting down… press Ctrl-C again to force.');
    // Whatever is left undone is what a kill leaves: the next start finds it.
    setTimeout(() => {
      app.log.warn({}, 'shutdown timed out, a call to AWS is unanswered');
      process.exit(1);
    }, stopWithinMs).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        app.log.error({ reasons: reasonsOf(error) }, 'shutdown failed');
        process.exit(1);
      },
    );
  };
  // A fault in one answer is not worth all the others: Node would end the process.
  process.on('unhandledRejection', (error) => app.log.error({ err: error }, 'promise rejected, unhandled'));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  // Last, and at once: whoever reads it can use what it names, and stop it.
  say(greeting(app));
} catch (error) {
  process.stderr.write(`${why(error)}\n`);
  process.exitCode = 1;
}

/** A sentence for each thing that did not close. */
function reasonsOf(error: unknown): string[] {
  return error instanceof AggregateError ? error.errors.map(why) : [why(error)];
}

/** The error and what caused it, outermost first. */
function why(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n  because: ${why(error.cause)}`;
}

function greeting({ url, adminToken, localAws }: App): string {
  const api = `Lunora is serving.

  API        ${url}/graphql`;
  if (!localAws) return api;
  return `${api}
  Try it     ${url}/graphql${adminToken ? `#token=${adminToken}` : ''}
  Local AWS  ${localAws.endpoints.medialive}/_emulator

No AWS account is used; nothing here costs anything. Ctrl-C stops it, and what it holds is kept.`;
}
