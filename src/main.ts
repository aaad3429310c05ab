import { hushSdk, readConfig } from './config.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const config = readConfig();
  hushSdk();
  // Only now: a bad setting is said at once, and the SDK is loaded hushed.
  const { startApp } = await import('./app.ts');
  const app = await startApp(config);
  say(`Lunora is serving.

  API        ${app.url}/graphql`);
  if (app.localAws) {
    say(`  Try it     ${app.url}/graphql${app.adminToken ? `#token=${app.adminToken}` : ''}
  Local AWS  ${app.localAws.endpoints.medialive}/_emulator

No AWS account is used; nothing here costs anything. Ctrl-C stops it, and what it holds is kept.`);
  }

  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    say('Stopping. Once more stops at once.');
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
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
