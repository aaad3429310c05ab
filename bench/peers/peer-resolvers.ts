/** The list as Lunora answered it. */
export interface ListData {
  totalCount: number;
  edges: { node: ListedDestination }[];
}

interface ListedDestination {
  id: string;
  preset: { id: string };
  [field: string]: unknown;
}

interface KeptDestination extends Record<string, unknown> {
  presetId: string;
}

/** Resolvers over plain records in memory, with what is nested looked up by its id. */
export function peerResolvers(list: ListData | null) {
  const presets = new Map<string, object>();
  const destinations: KeptDestination[] = [];
  for (const { node } of list?.edges ?? []) {
    const { preset, ...fields } = node;
    presets.set(preset.id, preset);
    destinations.push({ ...fields, presetId: preset.id });
  }
  return {
    Query: {
      destinations: (_root: unknown, { first = 50 }: { first?: number | null }) => ({
        totalCount: destinations.length,
        edges: destinations.slice(0, first ?? 50).map((node) => ({ node })),
      }),
    },
    Destination: { preset: ({ presetId }: KeptDestination) => presets.get(presetId) },
  };
}
