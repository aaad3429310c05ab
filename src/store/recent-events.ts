import type { PlacedEvent } from '../domain/log.ts';
import { eventSk, recentKey } from './keys.ts';
import type { Item } from './table.ts';

const maxEvents = 20;
/** A hundred subjects must fit into one answer of the table. */
const maxBytes = 32 * 1024;

/** The newest events of one subject, newest first. `more`: there are older ones that are not here. */
export interface Recent {
  events: PlacedEvent[];
  more: boolean;
}

/** All of both, once each, newest first. */
export function newestEvents(a: readonly PlacedEvent[], b: readonly PlacedEvent[]): PlacedEvent[] {
  const places = new Map([...a, ...b].map((event) => [eventSk(event), event]));
  return [...places].sort(([x], [y]) => (x < y ? 1 : -1)).map(([, event]) => event);
}

/** As many as fit, of events given newest first. */
export function toRecentItem(subjectId: string, newest: readonly PlacedEvent[], more: boolean): Item {
  const texts: string[] = [];
  let bytes = 0;
  for (const event of newest.slice(0, maxEvents)) {
    const text = JSON.stringify(event);
    bytes += Buffer.byteLength(text);
    if (bytes > maxBytes && texts.length > 0) break;
    texts.push(text);
  }
  return {
    ...recentKey(subjectId),
    upTo: newest[0]?.position ?? 0,
    events: `[${texts.join()}]`,
    more: more || texts.length < newest.length,
  };
}

export const parseRecent = (item: Item): Recent => ({
  events: JSON.parse(String(item['events'])) as PlacedEvent[],
  more: item['more'] === true,
});
