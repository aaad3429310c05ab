import type { Operation, Service } from './service.ts';

/** The published operations of a service, one a line as `Name METHOD /route`, besides those that are emulated. */
export function notEmulated(published: string, emulated: readonly Operation[]): Service['notEmulated'] {
  const names = new Set(emulated.map(({ name }) => name));
  return published
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([name = '', method = '', path = '']) => ({ name, method, path }))
    .filter(({ name }) => !names.has(name));
}
