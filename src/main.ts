import type { App } from './app.ts';
import { hushSdk, readConfig } from './config.ts';

/** Containers are killed ten seconds after they are told to end. */
const stopWithinMs = 8_000;

const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const config = readConfig();
  hushSdk();
  // Only now: a bad setting is said at once, and the SDK is loaded hushed.
  const { startApp } = await import('./app.ts');
  const app = await startApp(config);
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    say('Stopping. Once more stops at once.');
    // Whatever is left undone is what a kill leaves: the next start finds it.
    setTimeout(() => {
      app.log.warn({}, 'a call to AWS is still unanswered; the next start finds out what came of it');
      process.exit(1);
    }, stopWithinMs).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        app.log.error({ err: error }, 'it did not stop well');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  // Last, and at once: whoever reads it can use what it names, and stop it.
  say(greeting(app));
} catch (error) {
  process.stderr.write(`${why(error)}\n`);
  process.exitCode = 1;
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
