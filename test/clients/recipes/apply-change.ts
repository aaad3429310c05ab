export interface Destination {
  id: string;
  name: string;
  status: string;
  version: number;
}

export interface Change {
  recordId: string | null;
  destination: Destination | null;
}

/** The list once a change has come: what is in it already is kept up to date by the store, by its id. */
export function applyChange<T extends { id: string }>(
  nodes: readonly T[],
  { recordId, destination }: { recordId: string | null; destination: T | null },
): T[] {
  if (destination === null) return nodes.filter(({ id }) => id !== recordId);
  return nodes.some(({ id }) => id === recordId) ? [...nodes] : [...nodes, destination];
}
