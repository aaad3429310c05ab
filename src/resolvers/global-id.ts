/** The types that `node(id)` can answer with. */
export const nodeTypes = [
  'Destination',
  'Channel',
  'Flow',
  'FlowOutput',
  'Preset',
  'Session',
  'Event',
  'AccessToken',
] as const;
export type NodeType = (typeof nodeTypes)[number];

/** Access tokens were given ids before they had a type of their own. */
const prefixOf = (type: string): string => (type === 'AccessToken' ? 'Token' : type);

/** The id callers see: opaque, the same for ever, unique over all types. */
export function encodeId(type: string, rawId: string | number | bigint): string {
  return Buffer.from(`${prefixOf(type)}:${rawId}`).toString('base64url');
}

/** The type and raw id behind a global id; null when it is none of ours. */
export function parseId(globalId: string): { type: NodeType; rawId: string } | null {
  const text = Buffer.from(globalId, 'base64url').toString('utf8');
  const colon = text.indexOf(':');
  const type = nodeTypes.find((name) => prefixOf(name) === text.slice(0, Math.max(0, colon)));
  const rawId = text.slice(colon + 1);
  // Written in one way only: what decodes leniently is not an id that was handed out.
  if (!type || rawId === '' || encodeId(type, rawId) !== globalId) return null;
  return { type, rawId };
}

/** The raw id behind a global id of this type; null when malformed or of another type. */
export function decodeId(type: NodeType, globalId: string): string | null {
  const parsed = parseId(globalId);
  return parsed?.type === type ? parsed.rawId : null;
}
