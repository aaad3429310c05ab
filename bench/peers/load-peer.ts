import { createRequire } from 'node:module';

const load = createRequire(new URL('./package.json', import.meta.url));

/** A library of the peers' own folder. CommonJS throughout, so that all of them share one graphql. */
export const loadPeer = <T>(name: string): T => load(name) as T;

export const peerVersion = (name: string): string => {
  const file = new URL(`./node_modules/${name}/package.json`, import.meta.url).pathname;
  return loadPeer<{ version: string }>(file).version;
};
