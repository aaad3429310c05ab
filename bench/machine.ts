import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { peerVersion } from './peers/load-peer.ts';
import { canPin } from './pinned.ts';

const ownVersion = (name: string): string => {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
};

/** What the figures were taken on and with. */
export function describeMachine(): string[] {
  const cores = cpus();
  const versions = (names: string[], of: (name: string) => string) =>
    names.map((name) => `${name} ${of(name)}`).join(', ');
  return [
    `${cores.length} cores (${cores[0]?.model.trim() || process.arch}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, node ${process.version}`,
    `Lunora: ${versions(['graphql', 'graphql-yoga', 'graphql-ws', 'ws'], ownVersion)}`,
    `peers: ${versions(['graphql', 'graphql-yoga', 'graphql-ws', 'ws', 'mercurius', 'graphql-jit', 'fastify'], peerVersion)}`,
    canPin()
      ? 'servers on one core, whoever asks them on another; loopback, no TLS'
      : 'NOT pinned to cores (needs taskset and two cores): take the figures with care',
    `load before the run: ${loadavg()[0]?.toFixed(1)}`,
  ];
}
