import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Installs what is measured against, once, into a folder of its own. @throws Error with what npm said. */
export function installPeers(say: (line: string) => void): void {
  if (existsSync(new URL('./node_modules/mercurius/package.json', import.meta.url))) return;
  say('installing the peers: npm ci --prefix bench/peers');
  const folder = new URL('.', import.meta.url).pathname;
  const { status, stderr, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The peers could not be installed. ${error?.message ?? ''}\n${stderr}`);
}
