import type { Destination } from '../domain/records.ts';
import type { EngineDeps } from './deps.ts';

/** The name of everything made for a destination: found again by it, and unique per flow for outputs. */
export const resourceName = ({ store }: EngineDeps, { id, work }: Destination): string =>
  `lunora-${store.installationId}-${id}-${work.generation}`;

/** Idempotency token for what is made once per generation and payload. */
export function channelRequestId(
  { id, work, configVersion }: Destination,
  presetVersion: number | null,
): string {
  return `${id}:channel:${work.generation}:${configVersion}.${presetVersion ?? 0}`;
}

export const inputRequestId = ({ id, work }: Destination): string => `${id}:input:${work.generation}`;

/** For finding what is ours and for cost allocation. The caller's own tags come first and cannot replace ours. */
export function resourceTags(
  { store, settings }: EngineDeps,
  destination: Destination,
): Record<string, string> {
  return {
    ...Object.fromEntries(destination.tags.map(({ key, value }) => [key, value])),
    Project: settings.project,
    Environment: settings.environment,
    'lunora:installation': store.installationId,
    'lunora:destination': destination.id,
    'lunora:generation': String(destination.work.generation),
  };
}
